"""Zip files that come out the same, byte for byte, from the same content; whole or not there."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from tqdm import tqdm

from ..errors import read_only

# The first moment that a zip file can name: a file's own time would make every archive a new one.
TIME = (1980, 1, 1, 0, 0, 0)
# Deflate finds nothing more in these.
SUMS = "SHA256SUMS"
PACKED = {".epub", ".gz", ".jpg", ".pdf", ".png", ".whl", ".woff", ".woff2", ".zip"}


def folder_members(folder: Path, prefix: str = "") -> dict[str, Path]:
    """List the files below `folder` by their name in an archive; names that begin with a dot are left out.

    Parameters
    ----------
    folder : Path
        The folder.
    prefix : str
        What stands in front of every name, such as ``"site/"``.
    """
    found = {}
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                path = Path(here, name)
                found[prefix + path.relative_to(folder).as_posix()] = path
    return found


def write_zip(
    target: Path,
    members: Mapping[str, Path | bytes | str],
    *,
    runs: Collection[str] = (),
    first: Collection[str] = (),
    progress: bool = False,
) -> Path:
    """Write `members` into one zip file, sorted by name.

    Parameters
    ----------
    target : Path
        The file; replaced by rename when the new one is whole.
    members : dict
        Name in the archive to a path, a text or bytes.
    runs : collection of str
        Names that may be run as programs.
    first : collection of str
        Names that stand in front of all others and are not packed, as an EPUB wants its ``mimetype``.
    progress : bool
        Show a progress bar.

    Raises
    ------
    SiteError
        If the folder of `target` cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    ordered = sorted(members, key=lambda name: (name not in first, name))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", compresslevel=9) as archive:
            for name in tqdm(ordered, desc=target.name, unit="file", disable=not progress):
                content = members[name]
                if isinstance(content, Path):
                    content = content.read_bytes()
                entry = zipfile.ZipInfo(name, TIME)
                entry.create_system = 3  # rights as on Linux and macOS; Windows passes them over
                entry.external_attr = (0o100755 if name in runs else 0o100644) << 16
                stored = name in first or Path(name).suffix in PACKED
                entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
        os.replace(part, target)
    except OSError as error:
        raise read_only(target.parent, error) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def checksums(folder: Path, files: Iterable[Path]) -> Path:
    """Write ``SHA256SUMS`` for `files` into `folder`, in the form that ``sha256sum --check`` reads."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)]
    part = folder / f".{SUMS}.part"
    part.write_text("".join(lines), "utf-8")
    os.replace(part, folder / SUMS)
    return folder / SUMS
