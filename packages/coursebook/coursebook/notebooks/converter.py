"""MyST Markdown to Markdown that reads well without any extension.

One `Converter` serves one notebook: equations and footnotes are numbered through all its cells, and the citations are
gathered for the list of references at its end.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from ..directives.items import GuessItem
from . import blocks, inline
from .bibliography import Bibliography
from .directives import HANDLERS
from .errors import NotebookError
from .links import Course, scan

_HEADING = re.compile(r"^(#{1,6})[ \t]")
_FORMAT = re.compile(r"^(?P<name>[^:\s]+)(?::(?P<form>[^\s]+))?$")
_DEFINITION = re.compile(r"^:[ \t]+(\S.*)$")


class Converter:
    """Turn the Markdown of one notebook into plain Markdown.

    Parameters
    ----------
    name : str
        The file, for messages.
    bibliography : path-like or Bibliography, optional
        What can be cited.
    values : mapping of str to str, optional
        Glued values by name.
    course : Course, optional
        Titles and labels of all pages; those of the given texts alone when there is none.
    page : str
        The page that is converted: its path without suffix, relative to the course's root.
    folder : path-like, optional
        Folder of the source; local pictures found there travel inside the cell as attachments.
    """

    def __init__(
        self,
        name: str = "text",
        *,
        bibliography: str | PathLike[str] | Bibliography | None = None,
        values: Mapping[str, str] | None = None,
        course: Course | None = None,
        page: str = "page",
        folder: str | PathLike[str] | None = None,
    ) -> None:
        self.name = name
        self.bibliography = bibliography if isinstance(bibliography, Bibliography) else Bibliography(bibliography)
        self.values = dict(values or {})
        self.course = course or Course()
        self.page = page
        self.folder = Path(folder) if folder else None
        self.cited: list[str] = []
        self.equations: dict[str, int] = {}
        self.attachments: dict[str, dict[str, str]] = {}
        self.substitutions: dict[str, str] = {}
        self.level = 1
        self.checks = 0
        self.guesses: dict[str, GuessItem] = {}
        self._marks: dict[str, int] = {}
        self._notes: dict[str, str] = {}

    def prepare(self, texts: Iterable[str]) -> None:
        """Number the labelled equations and gather the footnotes of all texts before any is converted."""
        whole = "\n\n".join(texts)
        if self.page not in self.course.titles:
            scan(self.page, whole, self.course)
        self._gather(whole)

    def _gather(self, text):
        for block in blocks.split(text):
            label = block.name
            if block.kind == "directive":
                given, body = blocks.options(block.lines)
                label = given.get("label", given.get("name", "")) if block.name == "math" else ""
                if block.name != "math":
                    self._gather("\n".join(body))
            elif block.kind == "footnote":
                self._notes[block.name] = " ".join(line for line in block.lines if line)
            if label and block.kind in ("math", "directive"):
                self.equations.setdefault(label, len(self.equations) + 1)

    def convert(self, text: str) -> str:
        """Return one text as plain Markdown.

        Raises
        ------
        NotebookError
            A directive, role, citation key or glued value is unknown.
        """
        return re.sub(r"\n{3,}", "\n\n", self.body(text.splitlines())).strip("\n")

    def body(self, lines: list[str]) -> str:
        """Return the lines of a directive's body, or of a whole text, as plain Markdown."""
        out: list[str] = []
        for block in blocks.split("\n".join(lines)):
            out += self._block(block)
        return "\n".join(out).strip("\n")

    def _block(self, block):
        if block.kind == "text":
            return self._text(block.lines)
        if block.kind == "code":
            return block.lines
        if block.kind == "math":
            return self._indented(self.display_math(block.lines, block.name).splitlines(), block)
        if block.kind == "directive":
            handler = HANDLERS.get(block.name)
            if handler is None:
                raise NotebookError(
                    f"{self.name}: the directive {{{block.name}}} is not known to the notebook writer; "
                    "add it to packages/coursebook/coursebook/notebooks/directives.py"
                )
            options, body = blocks.options(block.lines)
            made = handler(self, block, options, body)
            return ["", *self._indented(made.splitlines(), block), ""] if made else []
        return [""]  # a target, a comment, a footnote's text

    @staticmethod
    def _indented(lines, block):
        return [f"{block.indent}{line}" if line else line for line in lines]

    def _text(self, lines):
        out = []
        for place, line in enumerate(lines):
            heading = _HEADING.match(line)
            if heading:
                self.level = len(heading[1])
            definition = _DEFINITION.match(line)
            before = out[-1] if out else ""
            if definition and before.strip() and (place == 0 or lines[place - 1].strip()):
                term = before.strip()
                if not term.startswith("**") or not term.endswith(":"):
                    out[-1] = f"**{term}:**"
                out.append(definition[1])
                continue
            out.append(line)
        return inline.convert("\n".join(out), self).split("\n")

    def words(self, text: str) -> str:
        """Return a short text with its roles put into words."""
        return inline.convert(text, self).strip()

    def display_math(self, lines: list[str], label: str) -> str:
        """Return an equation on lines of its own, with its number when it has a label."""
        content = "\n".join(line for line in lines if line.strip())
        tag = f" \\tag{{{self.equations[label]}}}" if label in self.equations else ""
        return f"$$\n{content}{tag}\n$$"

    def equation(self, label: str) -> str:
        """Return the number of a labelled equation in brackets."""
        if label not in self.equations:
            raise NotebookError(f"{self.name}: no equation of this notebook has the label {label!r}")
        return f"({self.equations[label]})"

    def value(self, content: str) -> str:
        """Return a glued value, formatted when the role says how: ``name`` or ``name:.1f``."""
        match = _FORMAT.match(content)
        name = match["name"] if match else content
        if name not in self.values:
            known = ", ".join(sorted(self.values)) or "nothing"
            raise NotebookError(f"{self.name}: no glued value {name!r}; glued there: {known}")
        text = str(self.values[name]).strip()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
            text = text[1:-1]
        if match and match["form"]:
            try:
                return format(float(text), match["form"])
            except ValueError as error:
                raise NotebookError(f"{self.name}: glued value {name!r} is {text!r}: {error}") from None
        return text

    def substitution(self, name: str) -> str:
        """Return what the front matter puts in the place of ``{{ name }}``."""
        if name not in self.substitutions:
            known = ", ".join(sorted(self.substitutions)) or "nothing"
            raise NotebookError(f"{self.name}: no substitution {name!r}; the front matter names {known}")
        return self.words(str(self.substitutions[name]))

    def footnote_mark(self, name: str) -> str:
        """Return the raised number of a footnote; the note stands at the end of the notebook."""
        if name not in self._notes:
            raise NotebookError(f"{self.name}: the footnote [^{name}] has no text; write a line '[^{name}]: ...'")
        return f"<sup>{self._marks.setdefault(name, len(self._marks) + 1)}</sup>"

    def image(self, source: str, alt: str) -> str:
        """Return a picture; one from the lesson's folder becomes an attachment of the cell."""
        path = self.folder / source if self.folder else None
        if path is None or re.match(r"^[a-z][a-z0-9+.-]*:", source) or not path.is_file():
            if self.folder and not re.match(r"^[a-z][a-z0-9+.-]*:", source):
                raise NotebookError(f"{self.name}: the picture {source!r} is not a file beside the lesson")
            return f"![{alt}]({source})"
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.attachments[path.name] = {kind: base64.b64encode(path.read_bytes()).decode("ascii")}
        return f"![{alt}](attachment:{path.name})"

    def take_attachments(self) -> dict[str, Any]:
        """Return the attachments gathered since the last call."""
        taken, self.attachments = self.attachments, {}
        return taken

    def notes(self) -> str:
        """Return the list of footnotes as Markdown; empty when none is marked."""
        lines: list[str] = []
        while len(lines) < len(self._marks):  # a note may mark another one
            name = list(self._marks)[len(lines)]
            lines.append(f"{len(lines) + 1}. {self.words(self._notes[name])}")
        return "\n".join(lines)

    def references(self) -> str:
        """Return the list of references of all citations so far as Markdown; empty when nothing is cited."""
        return self.bibliography.references(self.cited) if self.cited else ""
