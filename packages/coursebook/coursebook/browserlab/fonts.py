"""matplotlib's fonts, reduced to the signs that figures of the course can show."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

# Latin, Greek, Cyrillic, punctuation, currency, letter-like signs, arrows, operators, technical, shapes.
RANGES = (
    (0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x20CF),
    (0x2100, 0x214F), (0x2150, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x2460, 0x2473), (0x2500, 0x26FF),
    (0x27C0, 0x27FF), (0x2A00, 0x2AFF), (0xFB00, 0xFB06), (0x1D400, 0x1D7FF),
)  # fmt: skip
_FONTS = "matplotlib/mpl-data/fonts/ttf/DejaVuSans"


def cut(source: Path, target: Path) -> None:
    """Copy the matplotlib wheel `source` to `target` with the DejaVu Sans fonts cut to `RANGES`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.startswith(_FONTS) and entry.filename.endswith(".ttf"):
                data = _cut_one(data)
            new.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)


def _cut_one(data):
    from fontTools import subset

    # names, metrics and kerning stay: matplotlib lays text out with them
    options = subset.Options(name_IDs=["*"], name_languages=["*"], notdef_outline=True, recalc_timestamp=False)
    options.layout_features = ["kern"]
    options.drop_tables = [*options.drop_tables, "GPOS", "GSUB", "GDEF", "FFTM"]
    font = subset.load_font(io.BytesIO(data), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    written = io.BytesIO()
    subset.save_font(font, written, options)
    return written.getvalue()
