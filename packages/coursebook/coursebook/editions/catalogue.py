"""The short texts of an edition, as gettext catalogues: one for each package that has words, one for the course.

Texts of a package come from its calls of ``tr`` and ``later``. Texts of the course come from the same calls in its code
cells and its own extensions, from comments and docstrings of code cells, from what full marks of a question need, and
from the table of contents. A longer text belongs into a file of translations, not here.

``course_words`` in ``_config.yml`` names the `livefigure.words.Catalogue` of the course (``reformlab.words:tr``):
labels of figures are looked up there when a lesson runs, also on a student's machine. Without it the course's short
texts stand in ``words.po`` beside ``edition.yml``, and only comments and contents are translated.

``course_texts`` names a function of the course that yields what readers see of its tables, as (file, text, names in
other languages that the table holds already: code -> name); such a name is the translation unless a translator wrote
another.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages import Catalog, pofile
from livefigure.words import Catalogue, read_po
from livefigure.words import tr as of_figures

from ..text import tr as of_site
from . import comments
from .pages import english

if TYPE_CHECKING:
    from ..layout import Layout

_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_OPTIONS = re.compile(r"\A(?:---\n.*?\n---\n|(?::[^\n]*\n)+\n?)", re.DOTALL)
_SAID = re.compile(r"^\s*(?:- )?(?:caption|title): *(.*?)\s*$", re.MULTILINE)
_MARKED = ("tr", "later")


def calls(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every ``tr("...")`` and ``later("...")`` of a piece of Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _MARKED:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                yield node.lineno, first.value


def cells(text: str) -> Iterator[tuple[int, str]]:
    """Yield (first line, code) of every code cell."""
    for found in _CELL.finditer(text):
        head = _OPTIONS.match(found[1])
        skip = head.end() if head else 0
        yield text[: found.start(1) + skip].count("\n") + 1, found[1][skip:]


def contents(layout: Layout) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of the captions and short titles in the table of contents."""
    text = layout.toc.read_text("utf-8")
    for found in _SAID.finditer(text):
        yield text[: found.start()].count("\n") + 1, found[1].strip("\"'")


def of_course(layout: Layout) -> Catalogue | None:
    """Return the course's `Catalogue`, or None.

    Raises
    ------
    SiteError
        If ``course_words`` names what is not there.
    """
    return layout.named("course_words")


def _package(catalogue):
    top = catalogue.folder.parent
    while (top.parent / "__init__.py").is_file():
        top = top.parent
    return top


def _of_package(catalogue):
    top = _package(catalogue)
    for path in sorted(top.rglob("*.py")):
        if "tests" not in path.relative_to(top).parts:
            name = path.relative_to(top.parent).as_posix()
            yield from ((name, line, text) for line, text in calls(path.read_text("utf-8")))


def _of_tables(layout):
    return texts() if (texts := layout.named("course_texts")) else ()


def _of_files(layout):
    for path in english(layout):
        text, name = path.read_text("utf-8"), layout.name(path)
        for first, code in cells(text):
            yield from ((name, first + line - 1, words) for line, words in calls(code))
            yield from ((name, first + line - 1, words) for line, words in comments.messages(code))
        said = ((at, comments.marks(line)) for at, line in enumerate(text.split("\n"), 1) if line.startswith("+++"))
        yield from ((name, at, words) for at, words in said if words)
    for folder in layout.extensions:
        for path in sorted(folder.rglob("*.py")):
            yield from ((layout.name(path), line, text) for line, text in calls(path.read_text("utf-8")))
    yield from ((layout.name(layout.toc), line, text) for line, text in contents(layout))
    yield from ((name, 0, text) for name, text, _ in _of_tables(layout))


def gather(layout: Layout, code: str) -> dict[Path, list[tuple[str, int, str]]]:
    """Return the texts of every catalogue: file -> list of (file, line, text)."""
    course = of_course(layout)
    found = {catalogue.file(code): list(_of_package(catalogue)) for catalogue in (of_figures, of_site)}
    own = course.file(code) if course else layout.root / code / "words.po"
    found[own] = [*(_of_package(course) if course else ()), *_of_files(layout)]
    return found


def counts(layout: Layout, code: str) -> dict[Path, tuple[int, int]]:
    """Return file -> (translated texts, all texts)."""
    result = {}
    for path, messages in gather(layout, code).items():
        done = read_po(path.read_text("utf-8")) if path.is_file() else {}
        texts = {text for _, _, text in messages}
        result[path] = len(texts & set(done)), len(texts)
    return result


def update(layout: Layout, code: str) -> list[Path]:
    """Bring the catalogues of a language up to date and keep their translations; a changed text begins without one.

    Returns
    -------
    list of Path
        The files.
    """
    files = []
    held = {text: names[code] for _, text, names in _of_tables(layout) if names.get(code)}
    for path, messages in gather(layout, code).items():
        kept = held | (read_po(path.read_text("utf-8")) if path.is_file() else {})
        fresh = Catalog(fuzzy=False)
        for name, _, text in messages:  # no lines: they would change with every edit of a file
            fresh.add(text, kept.get(text, ""), locations=[(name, 0)])
        out = io.BytesIO()
        pofile.write_po(out, fresh, width=0, sort_by_file=True, omit_header=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(out.getvalue().decode("utf-8"), "utf-8", newline="\n")
        files.append(path)
    return files


def lookup(layout: Layout, code: str) -> Callable[[str], str]:
    """Return the function that gives short texts of the site and the course in a language."""
    course, words = of_course(layout), {}
    for path in (of_site.file(code), course.file(code) if course else layout.root / code / "words.po"):
        words |= read_po(Path(path).read_text("utf-8")) if Path(path).is_file() else {}
    return lambda text: words.get(text, text)
