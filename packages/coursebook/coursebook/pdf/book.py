"""Make the PDF of the course from the finished site."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from coursebook.text import tag, tr

from .. import chromium, exercises
from ..errors import SiteError, read_only
from ..release import version
from . import appendix, bind, chapters, split
from .press import Press

if TYPE_CHECKING:
    from coursebook.layout import Layout

TITLE, CONTENTS = "pdf/title.html", "pdf/contents.html"


def _number(page):
    """Return the number that a file name such as ``lessons/02_x.html`` begins with, or None."""
    digits = page.rsplit("/", 1)[-1].split("_")[0]
    return int(digits) if digits.isdigit() else None


def _chapters(layout, sheets_of, only, progress):
    """Return all chapters in order: the parts of the site, with exercises and answers behind the last lesson."""
    found = chapters.parts(layout)
    taught = [chapter for _, part in found for chapter in part if _number(chapter.page) is not None]
    if only:
        taught = [chapter for chapter in taught if _number(chapter.page) in only]
        if missing := set(only) - {_number(chapter.page) for chapter in taught}:
            raise SiteError(f"--lesson {min(missing)}: there is no such lesson in {layout.name(layout.toc)}")
        found = [("", taught)]
    if not taught:
        raise SiteError(f"{layout.name(layout.toc)} lists no lesson; expected files such as lessons/01_name")
    sheets = sheets_of(taught[0].html)
    paths = [path for path in exercises.author_files(layout) if not only or _number(path.parent.name) in only]
    copies = exercises.student_copies(layout, paths=paths, progress=progress)
    behind = [appendix.exercise(sheets, copies / path.parent.name / f"{path.parent.name}.ipynb") for path in paths] + [
        appendix.answers(sheets, [chapter for _, part in found for chapter in part])
    ]
    ordered = []
    for _, part in found:
        ordered += part
        if taught[-1] in part:
            ordered += behind
    return ordered, sheets


def write(layout: Layout, *, only: Collection[int] = (), workers: int | None = None, progress: bool = False) -> Path:
    """Print the course.

    Parameters
    ----------
    layout : Layout
        The course; its site has been built.
    only : collection of int
        Numbers of lessons, for a proof of these alone; all of the course by default.
    workers : int, optional
        Pages to print at once.
    progress : bool
        Show progress bars.

    Returns
    -------
    Path
        ``second-urbanization-course-VERSION.pdf``, beside it ``second-urbanization-lesson-02-VERSION.pdf`` and so on;
        ``second-urbanization-lessons-2-VERSION.pdf`` for a proof. Chapters that were printed stay in ``_build/pdf``, so
        that a run that was stopped goes on where it was.

    Raises
    ------
    SiteError
        If Chromium is missing, a page is not whole, a link leads nowhere, or the folder cannot be written.
    """
    chromium.find()  # before any work: without it there is no PDF
    language = tag(layout.settings.get("language"))
    ordered, sheets = _chapters(layout, lambda html: appendix.Sheets(html, language), set(only), progress)
    store = layout.output / "pdf"
    what = f"lessons-{'-'.join(map(str, sorted(set(only))))}" if only else "course"
    target = version.file(layout, what, ".pdf")
    try:
        for folder in (store, target.parent):
            folder.mkdir(parents=True, exist_ok=True)
        press = Press(layout.html, ordered, store, layout.paper_font)
        part = target.with_name(f".{target.name}.part")
        try:
            asyncio.run(_write(layout, press, sheets, language, part, workers, progress))
            os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)
        if not only:
            for old in set(store.iterdir()) - press.used:
                old.unlink()
            split.write(target, lambda number: version.file(layout, f"lesson-{number:02}", ".pdf"), progress=progress)
    except OSError as error:
        raise read_only(layout.output, error) from error
    except ExceptionGroup as several:
        raise several.exceptions[0] from several
    return target


async def _write(layout, press, sheets, language, target, workers, progress):
    citation, number = version.citation(layout), version.version(layout)
    async with press.running():
        printed = await press.print_all(workers=workers, progress=progress)
        counts = [bind.page_count(one.path) for one in printed]

        async def contents(first):
            starts = [first + sum(counts[:place]) for place in range(len(counts))]
            entries, before = [], ""
            for one, start in zip(printed, starts, strict=True):
                if one.chapter.part != before:
                    entries.append(("part", one.chapter.part, "", ""))
                before = one.chapter.part
                entries.append(("chapter", one.chapter.title, one.chapter.page, start))
            content, _ = await press.sheets(CONTENTS, appendix.contents(sheets, entries))
            return content

        front = bind.page_count(await contents(0))  # as many sheets whatever the numbers are
        listed = await contents(2 + front)
        title, _ = await press.sheets(TITLE, appendix.title_page(sheets, citation, number))

        date = str(citation["date-released"]).replace("-", "")
        author = ", ".join(who.get("name", "") for who in citation["authors"])
        facts = {"CreationDate": f"D:{date}000000Z", "ModDate": f"D:{date}000000Z"}
        binder = bind.Binder(language=language, title=citation["title"], author=author, **facts)
        binder.add(TITLE, citation["title"], title)
        binder.add(CONTENTS, tr("Contents"), listed)
        lines = [("", "")] + [(tr("Contents"), 2 + place) for place in range(front)]
        for one, count in zip(printed, counts, strict=True):
            binder.add(one.chapter.page, one.chapter.title, one.path)
            lines += [(one.chapter.title, len(lines) + 1 + place) for place in range(count)]
        if lost := binder.link():
            raise SiteError("links lead nowhere:\n  " + "\n  ".join(lost))
        binder.bookmarks(_bookmarks(printed))
        feet, _ = await press.sheets("pdf/feet.html", appendix.foot_lines(sheets, lines), overlay=True)
        binder.feet(feet, skip=1)
    binder.write(target, progress=progress)


def _bookmarks(printed):
    yield 0, tr("Contents"), CONTENTS, ""
    before = ""
    for one in printed:
        part, page = one.chapter.part, one.chapter.page
        if part != before:
            yield 0, part, page, ""
        before = part
        level = 1 if part else 0
        yield level, one.chapter.title, page, ""
        for heading in one.headings:
            yield level + 1, heading["title"], page, heading["id"]
