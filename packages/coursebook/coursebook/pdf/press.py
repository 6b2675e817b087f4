"""Print pages of the finished site with Chromium, several at once; what has been printed is kept."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from os import PathLike
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tqdm import tqdm

from coursebook.text import tr

from .. import chromium, fingerprint
from ..errors import SiteError
from ..serve import TYPES
from .appendix import ANSWERS, answers_id

if TYPE_CHECKING:
    from coursebook.pdf.chapters import Chapter

# A made-up host: pages are answered from the folder, and a request to any other host is refused.
BASE = "http://course.invalid/"
PATIENCE = 180_000  # milliseconds for one page on a busy machine
_HERE = Path(__file__).parent
_HREF = re.compile(r'\bhref="([^"#]*)#([^"]+)"')
_TYPES = TYPES | {".html": "text/html", ".css": "text/css", ".json": "application/json", ".otf": "font/otf"}


@dataclass(frozen=True)
class Printed:
    """A chapter on paper.

    Attributes
    ----------
    chapter : Chapter
    path : Path
        Its sheets as a PDF file.
    headings : list of dict
        ``id`` and ``title`` of its sections.
    """

    chapter: object
    path: Path
    headings: list


def wanted_anchors(chapters: Iterable[Chapter]) -> dict[str, list[str]]:
    """Return, by page, the anchors that links of the book lead to."""
    found = {chapter.page: set() for chapter in chapters}
    for chapter in chapters:
        for href, anchor in _HREF.findall(chapter.html):
            page = normpath(join(dirname(chapter.page), unescape(href))) if href else chapter.page
            page = page.lstrip("/")
            if page in found:
                found[page].add(unquote(unescape(anchor)))
        items = re.findall(r'<div class="check [^>]*\bid="([^"]+)"', chapter.html)
        found[chapter.page].update(items)
        if ANSWERS in found and items:
            found[ANSWERS].update(f"{answers_id(chapter.page)}-{item}" for item in items)
    return {page: sorted(anchors) for page, anchors in found.items()}


class Press:
    """A running Chromium that knows the site and the pages on paper alone.

    Parameters
    ----------
    html : Path
        The finished site.
    chapters : sequence of Chapter
        All that will be printed.
    store : Path
        Folder that keeps what has been printed.
    font : Path, optional
        A font for Chinese, so that paper does not depend on the machine.
    """

    def __init__(
        self, html: Path, chapters: Sequence[Chapter], store: Path, font: str | PathLike[str] | None = None
    ) -> None:
        self._html, self._store, self._font = html, store, font
        self._chapters = {chapter.page: chapter for chapter in chapters}
        self._wanted = wanted_anchors(chapters)
        self._script = (_HERE / "paper.js").read_text("utf-8")
        self._style = (_HERE / "paper.css").read_text("utf-8")
        if font:
            self._style = f'@font-face {{ font-family: "Course Paper Han"; src: url("/pdf/han"); }}\n{self._style}'
        self._browser: Any = None
        self.used = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Press]:
        """Start Chromium for the time of the block.

        Raises
        ------
        SiteError
            If Chromium or playwright is missing.
        """
        try:
            from playwright.async_api import async_playwright
        except ImportError as error:
            raise SiteError("playwright is not installed: python -m pip install -r requirements.txt") from error
        program = chromium.find()
        async with async_playwright() as playwright:
            self._browser = await playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
            self._assets = fingerprint.of_text(self._browser.version, self._script, self._style, self._dress())
            try:
                yield self
            finally:
                await self._browser.close()

    def _dress(self):
        """Hash what all pages load; tables of figures are not among it, because figures stand still on paper."""
        static = self._html / "_static"
        single = sorted([*static.glob("*.css"), *static.glob("*.js"), *static.glob("live/*.css")])
        return fingerprint.files(*single, static / "styles", static / "vendor")

    async def print_all(self, *, workers: int | None = None, progress: bool = False) -> list[Printed]:
        """Print every chapter that was not printed before, and return all of them in order."""
        gate = asyncio.Semaphore(workers or min(4, os.cpu_count() or 1))
        with tqdm(total=len(self._chapters), desc="Printing", unit="chapter", disable=not progress) as bar:

            async def one(chapter):
                async with gate:
                    printed = await self._kept(chapter)
                bar.update()
                return printed

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(chapter)) for chapter in self._chapters.values()]
        return [task.result() for task in tasks]

    async def _kept(self, chapter):
        wanted = self._wanted[chapter.page]
        others = json.dumps([wanted, sorted(self._chapters)])
        text = chapter.html
        if chapter.page == ANSWERS:  # gathered from the lessons
            text += "".join(other.html for other in self._chapters.values() if 'class="check ' in other.html)
        key = fingerprint.of_text(chapter.page, text, others, self._assets)
        path = self._store / f"{answers_id(chapter.page)}-{key}.pdf"
        notes = path.with_suffix(".json")
        self.used |= {path, notes}
        if path.is_file() and notes.is_file():
            return Printed(chapter, path, json.loads(notes.read_text("utf-8")))
        content, headings = await self.sheets(chapter.page, chapter.html, wanted=wanted)
        for target, data in ((notes, json.dumps(headings).encode()), (path, content)):
            part = target.with_name(f".{target.name}.part")
            part.write_bytes(data)
            os.replace(part, target)
        return Printed(chapter, path, headings)

    async def sheets(
        self, name: str, html: str, *, wanted: Sequence[str] = (), overlay: bool = False
    ) -> tuple[bytes, list]:
        """Print one page and return the PDF and its headings; an overlay is transparent and silent for screen readers.

        Raises
        ------
        SiteError
            If a file of the page is missing, it asks another host, or a script fails.
        """
        from playwright.async_api import Error

        trouble = []
        context = await self._browser.new_context(viewport={"width": 658, "height": 1000}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        try:
            await context.route("**/*", lambda route: self._answer(route, name, html, trouble))
            page = await context.new_page()
            page.on("pageerror", lambda error: trouble.append(str(error)))
            await page.emulate_media(media="print")
            await page.goto(BASE + name, wait_until="load")
            await page.add_style_tag(content=self._style)
            settings = {
                "pages": sorted(self._chapters),
                "wanted": list(wanted),
                "answers": f"/{ANSWERS}#{answers_id(name)}",
                "words": {
                    "moves": tr("On the page this figure moves. Here: {stands}"),
                    "answer": tr("Answer"),
                },
            }
            headings = await page.evaluate(self._script, settings)
            content = await page.pdf(prefer_css_page_size=True, print_background=not overlay, tagged=not overlay)
        except Error as error:  # what the page itself complained about says more than that it did not come
            if not trouble:
                raise SiteError(f"{name} cannot be printed: {error.message}") from error
        finally:
            await context.close()
        if trouble:
            raise SiteError(f"{name} cannot be printed:\n  " + "\n  ".join(sorted(set(trouble))))
        return content, headings

    async def _answer(self, route, name, html, trouble):
        url = urlsplit(route.request.url)
        asked = unquote(url.path).lstrip("/")
        if f"{url.scheme}://{url.netloc}/" != BASE:
            trouble.append(f"asks another host: {route.request.url}")
            await route.abort()
        elif asked == name or asked in self._chapters:
            text = html if asked == name else self._chapters[asked].html
            await route.fulfill(body=text, content_type="text/html; charset=utf-8")
        elif asked == "pdf/han" and self._font:
            await route.fulfill(path=self._font, content_type="font/otf")
        elif (path := self._html / asked).is_file():
            await route.fulfill(path=path, content_type=_TYPES.get(path.suffix))
        else:
            if not asked.endswith("favicon.ico"):
                trouble.append(f"the site has no file {asked}")
            await route.fulfill(status=404)
