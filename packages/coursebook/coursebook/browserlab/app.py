"""JupyterLite itself: built once by its own program, then fitted to the course."""

from __future__ import annotations

import json
import re
import shutil
import sys
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jupyter_server

from ..fingerprint import files as hash_of_files
from ..fingerprint import of_text
from ..vendor.folders import fill
from . import pins, tools
from .errors import Unavailable
from .texts import texts

PAGE = Path(__file__).parent / "assets" / "page"
STORAGE = "second-urbanization"  # name of the browser's database that keeps a reader's notebooks
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "anywidget")
MEGABYTES = 8  # in some 130 files, that the page of a notebook loads of this JupyterLite; a test counts them
_DRIVERS = ["asyncStorage", "memoryStorageDriver"]  # localforage's names of IndexedDB and of the page's own memory
_APPS = ("notebooks", "tree", "lab", "edit")
_KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"

# What would ask other hosts or lead there, and what a course does not need at every start.
_OFF = [
    "@jupyter-notebook/help-extension",
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/help-extension:resources",
    "@jupyterlab/help-extension:jupyter-forum",
    "@jupyterlab/mermaid-extension",
    "@jupyterlite/application-extension:share-file",
    "@jupyterlite/notebook-application-extension:notify-commands",
]

_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 15},
    "@jupyterlab/notebook-extension:tracker": {"kernelShutdown": False, "windowingMode": "none"},
}


def settings(title: str) -> dict[str, Any]:
    """Return what ``jupyter-lite.json`` says about the lab.

    Parameters
    ----------
    title : str
        Name of the course.
    """
    there = ["micropip", "piplite", "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython"]
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": title,
            "contentsStorageName": STORAGE,
            "settingsStorageName": f"{STORAGE} settings",
            "workspacesStorageName": f"{STORAGE} workspaces",
            # where the browser keeps nothing, the lab runs all the same, and says so
            "enableMemoryStorage": True,
            **{f"{kind}StorageDrivers": _DRIVERS for kind in ("contents", "settings", "workspaces")},
            "exposeAppInBrowser": True,
            "showLoadingIndicator": False,
            "disabledExtensions": _OFF,
            "settingsOverrides": _SETTINGS,
            "litePluginSettings": {
                _KERNEL: {
                    "pyodideUrl": "./pyodide/start.js",
                    "disablePyPIFallback": True,
                    # taken for installed by the kernel: start.js has loaded them, or the lab does without
                    "loadPyodideOptions": {"packages": there},
                }
            },
        },
    }


def _extensions():
    found = []
    for name in EXTENSIONS:
        folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions" / name
        if not (folder / "package.json").is_file():
            raise Unavailable(f"the JupyterLab extension {name} is not installed: pip install -r requirements.txt")
        found.append(folder)
    return found


def _of_grader():
    """Return the file that tells what a notebook lacks; a course without exercises may have no grader."""
    grader = find_spec("coursegrader")
    return [Path(grader.origin).with_name("plain.py")] if grader else []


def make(folder: Path, home: Path, title: str, language: str = "en") -> None:
    """Make the application folder, without notebooks and without Python.

    Parameters
    ----------
    folder : Path
        The folder; left alone when it was made from the same things.
    home : Path
        Environment with jupyterlite, from `tools.environment`.
    title, language : str
        Name of the course and language of its pages.

    Raises
    ------
    Unavailable
        If JupyterLite cannot be built.
    """
    extensions = _extensions()
    own = hash_of_files(Path(__file__), PAGE, *_of_grader(), *extensions) + json.dumps(texts())
    made_from = of_text(own, tools.TOOLS.read_text("utf-8"), title, language, pins.PYODIDE)

    def write(new):
        place = new / "source"
        place.mkdir()
        (place / "jupyter-lite.json").write_text(json.dumps(settings(title)), "utf-8")
        config = {"LiteBuildConfig": {"federated_extensions": [str(path) for path in extensions]}}
        (place / "jupyter_lite_config.json").write_text(json.dumps(config), "utf-8")
        apps = [word for app in _APPS for word in ("--apps", app)]
        words = ["build", "--output-dir", str(new / "out"), "--no-sourcemaps", "--no-unused-shared-packages", *apps]
        tools.run(home, "jupyterlite_core", *words, cwd=place)
        for path in (new / "out").iterdir():
            path.rename(new / path.name)
        shutil.rmtree(place)
        (new / "out").rmdir()
        _prune(new)
        shutil.copytree(PAGE, new / "course")
        for path in _of_grader():
            shutil.copy(path, new / "course")
        shutil.copytree(Path(jupyter_server.__file__).with_name("static") / "favicons", new / "static" / "favicons")
        (new / "course" / "index.html").rename(new / "index.html")
        _start_page(new / "index.html", title, language)
        for app in _APPS:
            _fit(new / app / "index.html", title, language)

    fill(folder, made_from, write)


def _prune(folder):
    """Remove what no page of the lab asks for."""
    for pattern in ("**/*.map", "build/fa-*.svg", "build/fa-*.eot", "build/fa-*.ttf", "doc"):
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # the kernel's wheels are part of pyodide/
    for path in folder.glob("extensions/@jupyterlite/pyodide-kernel-extension/static/pypi/*.whl"):
        path.unlink()


def _texts():
    words = json.dumps({**texts(), "page_megabytes": str(MEGABYTES)}, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/json" id="course-texts">{words}</script>'


def _fit(page, title, language):
    """Put the course's scripts and style into the page of an application."""
    text = page.read_text("utf-8")
    names = ("page", "storage", "lab", "work", "hand-in")
    scripts = "".join(f'<script src="../course/{name}.js"></script>' for name in names)
    head = f'{_texts()}<link rel="stylesheet" href="../course/lab.css">{scripts}</head>'
    text = re.sub(r'<link rel="manifest"[^>]*>', '<link rel="icon" href="data:,">', text)
    text = text.replace("<html>", f'<html lang="{language}">', 1).replace("</head>", head, 1)
    start, end = text.index("<title>") + len("<title>"), text.index("</title>")
    page.write_text(text[:start] + escape(title) + text[end:], "utf-8")


def _start_page(page, title, language):
    """Fill in what the start page says without scripts."""
    words = texts()
    text = page.read_text("utf-8").replace('lang="en"', f'lang="{language}"', 1)
    text = text.replace("<title></title>", f"{_texts()}<title>{escape(words['title'])}: {escape(title)}</title>")
    text = text.replace("<noscript><p></p>", f"<noscript><p>{escape(words['no_python'])}</p>")
    page.write_text(text, "utf-8")
