"""What the lab's file browser shows: lessons, exercises and tables, and the listing by which JupyterLite finds them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from coursegrader.authoring import builder, copies
from coursegrader.errors import GradingError
from livefigure import language

from coursebook.text import tr

from .. import lessons as reader
from .. import notebooks
from ..errors import SiteError
from ..fingerprint import files as hash_of_files
from ..fingerprint import of_text

NOTEBOOKS = Path(notebooks.__file__).parent
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
_COPY = re.compile(r"\]\(\.\./exercises/(\w+)/\1\.ipynb\)\.")  # end of the sentence that leads to the exercise's copy
_TYPES = {".ipynb": ("notebook", "json", None), ".csv": ("file", "text", "text/csv")}


def make(folder: Path, root: Path, *, cache: Path, progress: bool | None = True) -> list[str]:
    """Bring the files of the lab up to date: what has not changed is neither made again nor touched.

    Parameters
    ----------
    folder : Path
        Gets ``files/``, the listing ``api/contents/`` and ``course/given.json``, which names the version of each file.
    root : Path
        Folder of the course.
    cache : Path
        jupyter-cache with the results of the lessons, from which the numbers in their text come.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of str
        Files that were written.

    Raises
    ------
    SiteError
        If a lesson or an exercise is not understood.
    """
    tables = sorted((root / "data").glob("*.csv"))
    files = folder / "files"
    names, written = keep(files, root, cache=cache, progress=progress, finish=_for_browser, also=tables)
    held = {name: (files / name).read_bytes() for name in names}
    answers = listing(held, files)
    for name, text in {**answers, "course/given.json": json.dumps(versions(held))}.items():
        put(folder / name, text.encode())
    _clear(folder / "api", [name.removeprefix("api/") for name in answers])
    return written


def keep(
    folder: Path,
    root: Path,
    *,
    cache: Path,
    progress: bool | None = True,
    finish: Callable[[Path], bytes] = Path.read_bytes,
    also: Iterable[Path] = (),
) -> tuple[list[str], list[str]]:
    """Bring lessons as notebooks and students' copies of exercises up to date; what they were made from lies beside.

    Parameters
    ----------
    folder : Path
        Gets ``lessons/NAME.ipynb`` and ``exercises/NAME/``.
    root, cache, progress
        As for `make`.
    finish : callable
        Returns the content of a notebook from its path.
    also : iterable of Path
        Files below `root` that are copied as they are.

    Returns
    -------
    (list of str, list of str)
        All files, and those that were written.
    """
    record = folder.with_name(f"{folder.name}.made-from")
    before = json.loads(record.read_text("utf-8")) if record.is_file() else {}
    made = _made(folder, root, cache, before, progress, finish)
    made |= {path.relative_to(root).as_posix(): ("", path.read_bytes()) for path in also}
    written = [name for name, (_, data) in made.items() if data is not None and put(folder / name, data)]
    _clear(folder, made)
    put(record, json.dumps({name: key for name, (key, _) in made.items()}).encode())
    return sorted(made), written


def _made(folder, root, cache, before, progress, finish):
    """Return path -> (key, content) of all files; the content is None where the key is that of the file there."""
    fresh = {}
    grader = Path(builder.__file__).parent
    code = hash_of_files(NOTEBOOKS, grader, grader.with_name("words.yml"), Path(__file__))
    course = notebooks.links.scan_folder(root)
    shared = of_text(code, hash_of_files(root / "book" / "references.bib"), Path(cache).name, repr(course))
    lessons = {f"lessons/{path.stem}.ipynb": path for path in sorted((root / "lessons").glob("*.md"))}
    lessons = {name: path for name, path in lessons.items() if reader.read(path).is_notebook}
    exercises = {f"exercises/{path.parent.name}/": path for path in sorted(root.glob("exercises/[0-9]*/exercise.md"))}
    keys = {name: of_text(shared, hash_of_files(path)) for name, path in lessons.items()}
    keys |= {name: of_text(shared, hash_of_files(path.parent)) for name, path in exercises.items()}
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        try:
            todo = [path for name, path in lessons.items() if before.get(name) != keys[name]]
            imprint = notebooks.imprint_of(root)
            if finish is _for_browser:
                imprint = replace(imprint, install=())  # nothing to install there
            if todo:
                target = place / "lessons"
                notebooks.build(root, target, only=todo, cache=cache, imprint=imprint, progress=progress)
            for name, path in exercises.items():
                if not any(old.startswith(name) and key == keys[name] for old, key in before.items()):
                    plain = notebooks.to_plain_markdown
                    builder.student_copy(path, place / "exercises", language=language(), to_plain=plain)
        except GradingError as error:
            raise SiteError(str(error)) from error
        for path in sorted(path for path in place.rglob("*") if path.is_file()):
            name = path.relative_to(place).as_posix()
            key = keys.get(name) or keys["/".join(name.split("/")[:2]) + "/"]
            fresh[name] = (key, finish(path) if path.suffix == ".ipynb" else path.read_bytes())
    for name, key in before.items():
        kept = keys.get(name) or keys.get("/".join(name.split("/")[:2]) + "/")
        if name not in fresh and kept == key and (folder / name).is_file():
            fresh[name] = (key, None)
    return fresh


def _clear(folder, wanted):
    """Remove what is not wanted, and folders that are empty."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _for_browser(path):
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"]["kernelspec"] = KERNEL
    way_out = tr("To hand it in, press “Check and hand in” above it and give the file to your teacher.")
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != copies.SET_UP_ID]  # all is there
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _COPY.sub(lambda found: f"{found[0]} {way_out}", "".join(cell["source"]))
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def versions(files: Mapping[str, bytes]) -> dict:
    """Return path -> short hash: by it the lab sees that a newer version of a notebook has come."""
    return {name: hashlib.sha256(data).hexdigest()[:16] for name, data in files.items() if name.endswith(".ipynb")}


def listing(files: Mapping[str, bytes], folder: Path) -> dict:
    """Return the answers of Jupyter's contents interface, path to JSON text, one for each folder.

    Parameters
    ----------
    files : dict of str to bytes
        The lab's files.
    folder : Path
        Where they lie; gives the times of the last change.
    """
    entries = {"": {}}
    for name, data in sorted(files.items()):
        parts = name.split("/")
        for depth in range(1, len(parts)):
            above, here = "/".join(parts[: depth - 1]), "/".join(parts[:depth])
            entries[above].setdefault(
                here, _entry(here, "directory", None, None, None, (folder / name).stat().st_mtime)
            )
            entries.setdefault(here, {})
        kind, form, mime = _TYPES.get(Path(name).suffix, ("file", "text", "text/plain"))
        above = "/".join(parts[:-1])
        entries[above][name] = _entry(name, kind, form, mime, len(data), (folder / name).stat().st_mtime)
    answers = {}
    for name, inside in entries.items():
        answer = _entry(name, "directory", "json", None, None, 0) | {"content": list(inside.values())}
        answers[f"api/contents/{name}/all.json".replace("//", "/")] = json.dumps(answer)
    return answers


def _entry(path, kind, form, mime, size, changed):
    moment = datetime.fromtimestamp(changed, UTC).isoformat().replace("+00:00", "Z")
    return {
        "name": path.rpartition("/")[2], "path": path, "type": kind, "format": form, "mimetype": mime, "size": size,
        "content": None, "writable": True, "created": moment, "last_modified": moment,
    }  # fmt: skip


def put(path: Path, data: bytes) -> bool:
    """Write `data` unless the file has it already; tell whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)
    return True
