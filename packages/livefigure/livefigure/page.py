"""A page without a kernel: each LiveFigure stands in the HTML, its table in a file beside the page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import LiveFigureError
from .script import page_script
from .words import tr

FOLDER = "_static/live"  # where the files stand, seen from the root of the site

_HERE = Path(__file__).parent
SETTINGS = _HERE / "live-settings.css"  # of figures that compare two settings, or offer starts and rolls
STYLES = (_HERE / "live.css", SETTINGS)
_SETTINGS = ("data-docked", "live-sides", "live-rolls", "live-starts", "live-actions")  # where its rules apply
_VIEW = re.compile(r'<script\b[^>]*\btype="application/vnd\.jupyter\.widget-view\+json"[^>]*>(.*?)</script>', re.S)
_STATE = re.compile(r'\s*<script\b[^>]*\btype="application/vnd\.jupyter\.widget-state\+json"[^>]*>(.*?)</script>', re.S)
# A still figure (still.Picture): on a page its drawing takes the place of its image
_STILL = re.compile(
    r'<img src="data:image/png;base64,[^"]*" alt=("[^"]*")[^>]*><script type="image/svg\+xml">(<svg.*?</svg>)</script>',
    re.DOTALL,
)
# what MyST-NB and nbconvert add to show other widgets; each comes from a foreign host
_LOADER = re.compile(
    r'\s*<script\b[^>]*\bsrc="[^"]*(?:require(?:\.min)?\.js|embed(?:-amd)?\.js)[^"]*"[^>]*>\s*</script>'
)


@dataclass
class Page:
    """A page without a kernel.

    Attributes
    ----------
    html : str
        The body, with a figure in place of each widget.
    files : dict
        Text of the files to write, by path from the root of the site.
    figures : int
        How many live figures the page shows.
    """

    html: str
    files: dict = field(default_factory=dict)
    figures: int = 0


def assets() -> dict[str, str]:
    """Return script and styles of all pages, as text by path from the root of the site."""
    styles = {f"{FOLDER}/{path.name}": path.read_text("utf-8") for path in STYLES}
    return {f"{FOLDER}/live.js": page_script(), **styles}


def needed(html: str) -> list[str]:
    """Return which of the `assets` a page with figures needs; most have no figure with two settings."""
    more = any(part in html for part in _SETTINGS)
    return [name for name in assets() if more or not name.endswith(SETTINGS.name)]


def is_live(state: dict[str, Any]) -> bool:
    """Return whether a widget's saved state is that of a LiveFigure."""
    return str(state.get("html", "")).startswith('<figure class="live-figure"') and "uid" in state.get("meta", {})


def convert(html: str, *, page: str, root: str = "", saved: Sequence[str] = ()) -> Page:
    """Turn the body of a rendered notebook page into one that needs no kernel and no widget manager.

    Parameters
    ----------
    html : str
        Body with ``widget-view`` and ``widget-state`` scripts, as MyST-NB and nbconvert write them.
    page : str
        Name of the page, for messages.
    root : str
        Path from the page to the root of the site: ``""``, ``"../"`` ...
    saved : sequence of str
        Widget states (JSON) that stand elsewhere than in `html`.

    Returns
    -------
    Page

    Raises
    ------
    LiveFigureError
        If a widget is not a LiveFigure (it would be dead on a page without a kernel), or its state was not saved.
    """
    states = {}
    for text in [*saved, *(found[1] for found in _STATE.finditer(html))]:
        try:
            states |= json.loads(text)["state"]
        except (ValueError, KeyError) as error:
            raise LiveFigureError(f"page {page!r}: its widget state cannot be read ({error})") from None
    out = Page("")
    seen = {}

    def figure(found):
        model = json.loads(found[1]).get("model_id")
        if model not in states:
            raise LiveFigureError(
                f"page {page!r}: the state of widget {model!r} is not saved; run the notebook again to its end"
            )
        entry = states[model]
        if not is_live(entry["state"]):
            raise LiveFigureError(
                f"page {page!r}: a {_class(entry)} widget cannot work on a page without a kernel; use LiveFigure"
            )
        text, files = _figure(entry, root, seen)
        out.files.update(files)
        out.figures += 1
        return text

    html = _STILL.sub(r'<div class="picture" role="img" aria-label=\1>\2</div>', html)
    out.html = _LOADER.sub("", _STATE.sub("", _VIEW.sub(figure, html))) if states or _VIEW.search(html) else html
    return out


def _class(entry):
    state = entry["state"]
    name = state.get("_anywidget_id") or f"{entry.get('model_module', '')}.{entry.get('model_name', '')}"
    return name.strip(".")


def _figure(entry, root, seen):
    state = entry["state"]
    meta, html = state["meta"], state["html"]
    table = next((b["data"] for b in entry.get("buffers", ()) if b["path"] == ["table"]), "")
    table = "".join(table.split())
    payload = json.dumps({"meta": meta, "table": table}, ensure_ascii=False, separators=(",", ":"))
    key = hashlib.sha256(payload.encode()).hexdigest()[:16]
    payload = payload.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    uid = meta["uid"]
    seen[uid] = seen.get(uid, 0) + 1
    if seen[uid] > 1:  # the same figure twice on a page: ids stay apart
        html = html.replace(uid, f"{uid}x{seen[uid]}")
    name = f"{FOLDER}/{key}.js"
    unloaded = tr("The numbers of this figure could not be loaded.").replace('"', "&quot;")
    html = html.replace(
        '<figure class="live-figure"',
        f'<figure class="live-figure" data-live="{root}{name}" data-key="{key}" data-unloaded="{unloaded}"',
        1,
    )
    return html, {name: f'(globalThis.liveFigureTables??={{}})["{key}"]={payload};\n'}
