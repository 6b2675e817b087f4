"""MyST Markdown to Markdown that reads well without any extension.

MyST's own parser reads, mdformat writes; what a plain Markdown reader does not know is put into words here. One
`Converter` serves one notebook: equations and footnotes are numbered through all its cells, and the citations are
gathered for the list of references at its end.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from mdformat.renderer import DEFAULT_RENDERERS, MDRenderer, RenderContext, RenderTreeNode

from ..directives.items import GuessItem
from . import myst, roles
from .bibliography import Bibliography
from .directives import HANDLERS, markdown_table
from .errors import NotebookError
from .links import Course, scan

_FORMAT = re.compile(r"^(?P<name>[^:\s]+)(?::(?P<form>[^\s]+))?$")
_ESCAPED = re.compile(r"\\\[([A-Z])\\\]")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_NOTHING = ("front_matter", "myst_target", "myst_line_comment", "myst_block_break", "footnote_reference")


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
        self.known: dict[str, Any] = {}
        self._marks: dict[str, int] = {}
        self._notes: dict[str, str] = {}
        ours = SimpleNamespace(RENDERERS=self._renderers(), POSTPROCESSORS={"text": self._escaped})
        self._options = {**myst.parser().options, "mdformat": {"number": True}, "parser_extension": [ours]}

    def prepare(self, texts: Iterable[str]) -> None:
        """Number the labelled equations and gather the footnotes of all texts before any is converted."""
        whole = "\n\n".join(texts)
        if self.page not in self.course.titles:
            scan(self.page, whole, self.course)
        for node in myst.labelled(whole, self.known):
            given = myst.directive(node)
            label = given.options.get("label", given.options.get("name", "")) if given else node.info
            if node.type == "footnote_reference":
                self._notes[node.meta["label"]] = myst.source(node)
            elif label:
                self.equations.setdefault(label, len(self.equations) + 1)

    def convert(self, text: str) -> str:
        """Return one text, or the body of a directive, as plain Markdown.

        Raises
        ------
        NotebookError
            A directive, role, citation key or glued value is unknown.
        """
        return self.written(myst.tree(text, self.known))

    def words(self, text: str) -> str:
        """Return a short text with its roles put into words."""
        return self.written(myst.tree(text, self.known, inline=True))

    def written(self, node: RenderTreeNode) -> str:
        """Return one node as plain Markdown."""
        return MDRenderer().render_tree(node, self._options, dict(self.known), finalize=False).strip()

    def _renderers(self):
        """Return how each kind of node is written that plain Markdown does not know or that leads somewhere."""
        return {
            **dict.fromkeys(_NOTHING, lambda node, context: ""),
            "root": lambda node, context: _joined("\n\n", node, context),
            "span": lambda node, context: _joined("", node, context),
            "heading": self._heading,
            "fence": self._fence,
            "colon_fence": self._fence,
            "dl": self._terms,
            "table": self._table,
            "image": self._image,
            "link": self._link,
            "footnote_ref": lambda node, context: self._mark(node.meta["label"]),
            "amsmath": lambda node, context: node.content,
            "math_inline": lambda node, context: f"${node.content}$",
            "math_block": lambda node, context: self.display_math(node.content),
            "math_block_label": lambda node, context: self.display_math(node.content, node.info),
            "myst_role": lambda node, context: roles.role(node.meta["name"], node.content.strip(), self),
            "substitution_inline": lambda node, context: self.substitution(node.content),
            "substitution_block": lambda node, context: self.substitution(node.content),
        }

    def _escaped(self, text: str, node: RenderTreeNode, context: RenderContext) -> str:
        if found := _NOTE.search(node.content):
            self._mark(found[1])  # the parser leaves a footnote alone that it knows nothing of
        text = _ESCAPED.sub(r"[\1]", text)  # a label before a colon begins no link: an edition looks for it as it is
        return text.replace("$", "\\$")

    def _heading(self, node, context):
        self.level = int(node.tag[1])
        return DEFAULT_RENDERERS["heading"](node, context)

    def _fence(self, node, context):
        given = myst.directive(node)
        if given is None:
            return DEFAULT_RENDERERS["fence"](node, context)
        if given.name not in HANDLERS:
            raise NotebookError(
                f"{self.name}: the directive {{{given.name}}} is not known to the notebook writer; "
                "add it to packages/coursebook/coursebook/notebooks/directives.py"
            )
        return HANDLERS[given.name](self, given)

    @staticmethod
    def _terms(node, context):
        out = ""
        for child in node.children:
            text = _joined("\n\n", child, context)
            out += f"\n\n**{text}:**" if child.type == "dt" else f"\n{text}"
        return out.strip()

    @staticmethod
    def _table(node, context):
        rows = [row.children for part in node.children for row in part.children]
        styles = [cell.attrs.get("style", "") for cell in rows[0]]
        return markdown_table([[_joined("", cell, context) for cell in row] for row in rows], styles)

    def _image(self, node, context):
        node.attrs["src"] = self.picture(unquote(node.attrs["src"]))
        return DEFAULT_RENDERERS["image"](node, context)

    def _link(self, node, context):
        if roles.leads_out(node.attrs["href"]):
            return DEFAULT_RENDERERS["link"](node, context) if node.children else f"<{node.attrs['href']}>"
        text = "" if node.info == "auto" else _joined("", node, context)
        return roles.link(text, unquote(node.attrs["href"]), self)

    def display_math(self, content: str, label: str = "") -> str:
        """Return an equation on lines of its own, with its number when it has a label."""
        lines = "\n".join(line.strip() for line in content.splitlines() if line.strip())
        tag = f" \\tag{{{self.equations[label]}}}" if label in self.equations else ""
        return f"$$\n{lines}{tag}\n$$"

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
        try:
            return format(float(text), match["form"]) if match and match["form"] else text
        except ValueError as error:
            raise NotebookError(f"{self.name}: glued value {name!r} is {text!r}: {error}") from None

    def substitution(self, name: str) -> str:
        """Return what the front matter puts in the place of ``{{ name }}``."""
        if name not in self.substitutions:
            known = ", ".join(sorted(self.substitutions)) or "nothing"
            raise NotebookError(f"{self.name}: no substitution {name!r}; the front matter names {known}")
        return self.words(str(self.substitutions[name]))

    def _mark(self, name):
        if name not in self._notes:
            raise NotebookError(f"{self.name}: the footnote [^{name}] has no text; write a line '[^{name}]: ...'")
        return f"<sup>{self._marks.setdefault(name, len(self._marks) + 1)}</sup>"

    def picture(self, source: str) -> str:
        """Return the address of a picture; one from the lesson's folder becomes an attachment of the cell."""
        if self.folder is None or re.match(r"^[a-z][a-z0-9+.-]*:", source):
            return source
        path = self.folder / source
        if not path.is_file():
            raise NotebookError(f"{self.name}: the picture {source!r} is not a file beside the lesson")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.attachments[path.name] = {kind: base64.b64encode(path.read_bytes()).decode("ascii")}
        return f"attachment:{path.name}"

    def take_attachments(self) -> dict[str, Any]:
        """Return the attachments gathered since the last call."""
        taken, self.attachments = self.attachments, {}
        return taken

    def notes(self) -> str:
        """Return the list of footnotes as Markdown; empty when none is marked."""
        lines: list[str] = []
        while len(lines) < len(self._marks):  # a note may mark another one
            lines.append(f"{len(lines) + 1}. {self.words(self._notes[list(self._marks)[len(lines)]])}")
        return "\n".join(lines)

    def references(self) -> str:
        """Return the list of references of all citations so far as Markdown; empty when nothing is cited."""
        return self.bibliography.references(self.cited) if self.cited else ""


def _joined(between, node, context):
    return between.join(filter(None, (child.render(context) for child in node.children)))
