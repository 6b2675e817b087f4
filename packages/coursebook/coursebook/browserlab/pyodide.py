"""The folder ``pyodide/`` of the lab: official interpreter, slim packages, our own, a lock file that names them.

Two layers: `base` holds what other people made and is kept for as long as pins and rules stay; `add_course` puts the
course's own wheel on top whenever the library or a table has changed.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ..fingerprint import files as hash_of_files
from ..fingerprint import of_text, packages
from ..vendor.folders import fill
from . import fonts, own_wheel, pins, slim
from .errors import Unavailable
from .sources import closure, key, sha256

if TYPE_CHECKING:
    from coursebook.browserlab.sources import Files
    from coursebook.layout import Layout

HERE = Path(__file__).parent
WORKSHOP, START = HERE / "workshop", HERE / "assets" / "python"
PACKAGE = "package.json"


def _run(node, folder, script, job, place, packages=()):
    """Run one of the workshop's scripts in Pyodide."""
    note = place / f"{script}-{os.getpid()}-{abs(hash(json.dumps(job)))}.json"
    note.write_text(json.dumps(job), "utf-8")
    # else Node takes Pyodide's scripts for what a package.json further up says, the course's own among them
    (folder / PACKAGE).write_text('{"type": "commonjs"}', "utf-8")
    command = [node, str(WORKSHOP / "run.mjs"), str(folder), str(WORKSHOP / f"{script}.py"), str(note), *packages]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    note.unlink()
    if done.returncode:
        raise Unavailable(f"{script} ended with {done.returncode}:\n{(done.stderr or done.stdout).strip()[-1500:]}")


def _rules(package, sources):
    """Return what compile_wheels.py does with one archive."""
    return {
        "place": "/lib/python312.zip/" if package == slim.STDLIB else "/lib/python3.12/site-packages/",
        "left_out": slim.left_out(package).pattern,
        "instead": slim.INSTEAD.get(package, {}),
        "keep_sources": sources,
        "optimize": 0 if package in slim.WITH_DOCSTRINGS else 2,
    }


def _compile(node, folder, archives, place, kept=None):
    """Rewrite wheels and the standard library, several at once, and return their new paths.

    Parameters
    ----------
    node : str
        Node's program.
    folder : Path
        Pyodide's core.
    archives : list of (str, Path, bool)
        Package, archive, whether sources stay beside the bytecode.
    place : Path
        Gets the new archives.
    kept : Path, optional
        Folder that keeps them for the next time.
    """
    script = sha256(WORKSHOP / "compile_wheels.py")
    folders, jobs, done = {"to": str(place)}, [], []
    for number, (package, path, sources) in enumerate(archives):
        rules = _rules(package, sources)
        known = kept / (of_text(sha256(path), json.dumps(rules), script) + path.suffix) if kept else None
        done.append((place / path.name, known))
        if known and known.is_file():
            shutil.copyfile(known, place / path.name)
            continue
        folders[f"from{number}"] = str(path.parent)
        jobs.append(
            (path.stat().st_size, {"source": f"from{number}/{path.name}", "target": f"to/{path.name}", **rules})
        )
    shares = [[] for _ in range(max(1, min(os.cpu_count() or 1, len(jobs))))]
    for job in sorted(jobs, key=lambda job: -job[0]):
        min(shares, key=lambda share: sum(size for size, _ in share)).append(job)
    with ThreadPoolExecutor(len(shares)) as pool:
        parts = [{"folders": folders, "wheels": [job for _, job in share]} for share in shares if share]
        list(pool.map(lambda part: _run(node, folder, "compile_wheels", part, place), parts))
    for new, known in done:
        if known and not known.is_file():
            known.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, known.with_suffix(".part"))
            os.replace(known.with_suffix(".part"), known)
    return [new for new, _ in done]


def _named_by_content(wheel):
    """Rename a wheel so that its build tag is made from its content, and no browser takes an old one for it."""
    name, version, *_, python, abi, platform = wheel.name.split("-")
    named = wheel.with_name("-".join([name, version, "1" + sha256(wheel)[:8], python, abi, platform]))
    return wheel.rename(named)


def _entry(name, version, wheel, imports, depends):
    return {
        "name": name,
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256(wheel),
        "package_type": "package",
        "imports": imports,
        "depends": depends,
        "unvendored_tests": False,
    }


def kernel_wheels(home: Path) -> list[Path]:
    """Return the wheels that jupyterlite-pyodide-kernel brings for the browser's side of the kernel."""
    folder = home / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
    return sorted(path for path in folder.glob("*.whl") if key(path.name.split("-")[0]) in pins.KERNEL_DEPENDS)


def base(
    folder: Path, files: Files, pure: Iterable[Path], kernel: Iterable[Path], node: str, progress: bool | None = True
) -> None:
    """Make the layer that is not the course's: core, slim compiled packages, lock file.

    Parameters
    ----------
    folder : Path
        Where the layer is kept; left alone when it was made from the same things.
    files : sources.Files
        The official files.
    pure, kernel : list of Path
        Wheels of requirements-browser.txt and of the kernel.
    node : str
        Node's program.
    progress : bool
        Show progress bars.

    Raises
    ------
    Unavailable
        If a file is missing or compiling fails.
    """
    rules = hash_of_files(HERE / "pins.py", HERE / "slim.py", HERE / "fonts.py", WORKSHOP)
    made_from = of_text(rules, *(sha256(path) for path in [*pure, *kernel]))

    def write(new):
        found = files.all(progress=progress)
        cache = files.cache
        for name in pins.CORE:
            shutil.copyfile(found[name], new / name)
        official = closure(files.lock)
        found |= _with_lighter_fonts(found, official["matplotlib"]["file_name"], new / "lighter")
        taken = [(name, found[entry["file_name"]], False) for name, entry in official.items()]
        others = {**pins.PURE_DEPENDS, **pins.KERNEL_DEPENDS}
        taken += [(key(path.name.split("-")[0]), path, False) for path in [*pure, *kernel]]
        (new / "python_stdlib.zip").unlink()  # a copy of the official one; compiled like the packages
        *wheels, _ = _compile(
            node, cache, [*taken, (slim.STDLIB, found["python_stdlib.zip"], False)], new, cache / "compiled"
        )
        compiled = {name: _named_by_content(wheel) for (name, *_), wheel in zip(taken, wheels, strict=True)}
        shutil.rmtree(new / "lighter")
        packages = {}
        for name, wheel in compiled.items():
            if name in official:
                packages[name] = {**official[name], "file_name": wheel.name, "sha256": sha256(wheel)}
            else:
                imports = [wheel.name.split("-")[0]]
                packages[name] = _entry(name, wheel.name.split("-")[1], wheel, imports, others[name])
        _write_lock(new, files.lock["info"], packages)
        _add_fonts(node, new, packages["matplotlib"])
        _write_lock(new, files.lock["info"], packages)

    fill(folder, made_from, write)


def _with_lighter_fonts(found, name, place):
    place.mkdir()
    fonts.cut(found[name], place / name)
    return {name: place / name}


def _add_fonts(node, folder, entry):
    """Put the list of fonts into the matplotlib wheel: the one it carries is of another version and never used."""
    wheel, listed = folder / entry["file_name"], folder / "fontlist.json"
    _run(
        node,
        folder,
        "list_fonts",
        {"folders": {"to": str(folder)}, "target": f"to/{listed.name}"},
        folder,
        ["matplotlib"],
    )
    with zipfile.ZipFile(wheel, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(listed, "matplotlib/fontlist.json")
    listed.unlink()
    named = _named_by_content(wheel)
    entry.update(file_name=named.name, sha256=sha256(named))


def _write_lock(folder, info, packages):
    lock = {"info": info, "packages": dict(sorted(packages.items()))}
    (folder / pins.LOCK).write_text(json.dumps(lock), "utf-8")


def add_course(folder: Path, below: Path, layout: Layout, node: str, key_of_course: str) -> None:
    """Make ``pyodide/`` as the lab serves it: the base, the course's wheel, what starts both.

    Parameters
    ----------
    folder : Path
        The folder to make; left alone when nothing has changed.
    below : Path
        The base.
    layout : Layout
        The course.
    node : str
        Node's program.
    key_of_course : str
        Fingerprint of library and tables.

    Raises
    ------
    Unavailable
        If compiling fails, or if something that lessons import cannot be imported.
    """
    made_from = of_text(
        key_of_course,
        (below / ".made-from").read_text("utf-8"),
        hash_of_files(START, START.with_name("piplite"), WORKSHOP),
    )

    def write(new):
        for path in sorted(below.iterdir()):
            if not path.name.startswith("."):
                _link(path, new / path.name)
        raw = new / "raw"
        raw.mkdir()
        wheels = [raw / f"{name}-1.0-py3-none-any.whl" for name in (pins.COURSE, "piplite")]
        own_wheel.write(packages(layout), wheels[0])
        own_wheel.write_piplite(wheels[1])
        own = [(pins.COURSE, wheels[0], True), ("piplite", wheels[1], False)]
        library, installer = map(_named_by_content, _compile(node, new, own, new))
        shutil.rmtree(raw)
        lock = json.loads((new / pins.LOCK).read_text("utf-8"))
        (new / pins.LOCK).unlink()  # it is a link to the base
        needs = ["anywidget", "ipywidgets", "matplotlib", "numpy", "pandas"]
        imports = [package.name for package in packages(layout)]
        lock["packages"][pins.COURSE] = _entry(pins.COURSE, "1.0", library, imports, needs)
        lock["packages"]["piplite"] = _entry("piplite", "1.0", installer, ["piplite"], [pins.COURSE])
        _write_lock(new, lock["info"], lock["packages"])
        start = (START / "start.py").read_text("utf-8") + "".join(f"import {name}\n" for name in layout.libraries)
        job = {"folders": {}, "start": start, "modules": list(layout.libraries)}
        _run(node, new, "try_imports", job, new, pins.AT_START)
        for name in ("pyodide.mjs", PACKAGE):  # Node's; browsers take pyodide.js
            (new / name).unlink()
        wasm = new / "pyodide.asm.wasm"
        (new / f"{wasm.name}.gz").write_bytes(gzip.compress(wasm.read_bytes(), 9, mtime=0))
        shutil.copytree(START, new, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        (new / "start.py").write_text(start, "utf-8")
        # what a start fetches, so that the page can say how much of it has come
        fetched = [new / f"{wasm.name}.gz", *sorted(new.glob("*.zip")), *sorted(new.glob("*.whl"))]
        (new / "sizes.json").write_text(json.dumps({path.name: path.stat().st_size for path in fetched}), "utf-8")

    fill(folder, made_from, write)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)
