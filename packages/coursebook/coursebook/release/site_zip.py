"""The whole site as one zip: on a USB stick it runs with one double click, and most of it without any program."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from livefigure import language

from .. import download_page
from ..pages import redirect
from . import version
from .archive import folder_members, write_zip

if TYPE_CHECKING:
    from coursebook.layout import Layout

CARRY = Path(__file__).with_name("carry")
SCRIPTS = ("start.py", "start-linux.sh", "start-macos.command", "start-windows.bat")


def carried(name: str, **words: str) -> str:
    """Read a file of ``carry/`` with every ``{{word}}`` replaced, in the language in use where it is there in it.

    Batch files get the line ends that Windows wants.
    """
    path = CARRY / name
    own = path.with_name(f"{path.stem}.{language()}{path.suffix}")
    text = (own if own.is_file() else path).read_text("utf-8")
    for word, value in words.items():
        text = text.replace("{{" + word + "}}", value)
    return text.replace("\n", "\r\n") if name.endswith(".bat") else text


def write(layout: Layout, *, progress: bool = False) -> Path:
    """Pack the finished site with a README and start scripts.

    Parameters
    ----------
    layout : Layout
        The course; its site has been built.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Path
        ``second-urbanization-site-VERSION.zip``. Equal sites give equal files.

    Raises
    ------
    SiteError
        If it cannot be written.
    """
    title, number = version.citation(layout)["title"], version.version(layout)
    top = f"{version.NAME}-{number}/"
    words = {"title": textwrap.fill(title, 78), "version": number}
    members: dict[str, Any] = {
        name: content
        for name, content in folder_members(layout.html, f"{top}site/").items()
        if not name.startswith(f"{top}site/{download_page.RELEASE}/")
    }
    for name, page in members.items():
        if name.endswith("/downloads.html") or (name.startswith(f"{top}site/lessons/") and name.endswith(".html")):
            members[name] = download_page.without_release(page.read_text("utf-8"))
    members |= {top + name: carried(name, **words) for name in (*SCRIPTS, "README.txt")}
    members[f"{top}index.html"] = redirect.page("site/index.html", title)
    for name in ("LICENSE", "LICENSE-CONTENT"):
        members[f"{top}{name}.txt"] = layout.root / name
    runs = [top + name for name in SCRIPTS]
    return write_zip(version.file(layout, "site", ".zip"), members, runs=runs, progress=progress)
