"""Take from a finished page the text that the search finds, part by part, each with the anchor that leads to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Most of a page's tags, and nothing in them is looked for.
_SHAPE = re.compile(r"<(?:path|use|rect|image)\b[^>]*/>|<math\b.*?</math>", re.DOTALL)
_CODE = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)  # here the letters are looked for, but not their colours
_COLOUR = re.compile(r"</?span\b[^>]*>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT_TAGS = {"script", "style", "math", "button", "select", "noscript", "template", "text"}  # text: of a drawing
# Code; what a reader should find out alone; what every item or page says.
_SILENT_CLASSES = {
    "headerlink", "cell_input", "visually-hidden", "live-controls", "lesson-progress", "live-off", "lesson-actions",
    "code-switch", "code-fold", "margin-note", "eyebrow",
    "check-answer", "check-hint", "check-result", "check-actions", "check-how", "check-letter", "check-labels",
    "guess-again", "standing",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Tags inside of which a word may go on; every other tag ends one.
_INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "var", "wbr",
}  # fmt: skip


@dataclass
class Part:
    """A piece of a page that a result can lead to.

    Attributes
    ----------
    anchor : str
        Id on the page; empty for its top.
    kind : str
        ``section``, ``check``, ``figure`` or ``term``.
    title, text : str
    """

    anchor: str
    kind: str
    heading: list = field(default_factory=list)
    words: list = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading."""
        return " ".join("".join(self.heading).split())

    @property
    def text(self) -> str:
        """All other text."""
        return " ".join("".join(self.words).split())


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts = [Part("", "section")]
        self.open = []  # (tag, what it began: a part, "silent", "heading" or None)
        self.silent = 0

    def _inside(self):
        return next((began for _, began in reversed(self.open) if isinstance(began, Part)), self.parts[0])

    def _heading(self):
        return any(began == "heading" for _, began in self.open)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = set((attrs.get("class") or "").split())
        part = self._inside()
        if not self.silent:
            self._write(self._described(tag, attrs, classes))
        if tag in _VOID:
            return
        began = None
        if tag in _SILENT_TAGS or classes & _SILENT_CLASSES or (tag == "svg" and attrs.get("role") != "img"):
            began = "silent"
            self.silent += 1
        elif not self.silent:
            began = self._part(tag, attrs, classes, part)
        self.open.append((tag, began))

    def _described(self, tag, attrs, classes):
        """What stands for a picture."""
        if tag == "img":
            return f" {attrs.get('alt') or ''} "
        if "picture" in classes and attrs.get("role") == "img":
            return f" {attrs.get('aria-label') or ''} "
        return "" if tag in _INLINE and "standing" not in classes else " "  # a badge parts two sentences

    def _part(self, tag, attrs, classes, part):
        name = attrs.get("id")
        kind = None
        if tag == "section" and name:
            kind = "section"
        elif name and "check" in classes:
            kind = "check"
        elif name and "live-figure" in classes:
            kind = "figure"
        elif tag == "dl" and "glossary" in classes:
            return None
        elif tag == "dt" and name:
            kind = "term"
        if kind:
            # the section that holds the page's title is the page itself
            first = kind == "section" and len(self.parts) == 1 and not self.parts[0].title
            if first:
                return self.parts[0]
            self.parts.append(Part(name, kind))
            return self.parts[-1]
        if tag in _HEADINGS or "check-title" in classes:
            return "heading"
        if tag == "title" and part.kind == "figure" and not part.heading:
            return "heading"
        if tag in ("dt", "dd") and self.parts[-1].kind == "term":  # its names in other languages; what it means
            return self.parts[-1]
        return None

    def handle_endtag(self, tag):
        if not self.silent and tag not in _INLINE:
            self._write(" ")
        while self.open:
            name, began = self.open.pop()
            if began == "silent":
                self.silent -= 1
            if name == tag:
                return

    def handle_data(self, data):
        if not self.silent:
            self._write(data)

    def _write(self, data):
        part = self._inside()
        if part.kind == "term" and any(tag == "dt" for tag, began in self.open if began is part):
            part.heading.append(data)
        else:
            (part.heading if self._heading() else part.words).append(data)


def parts_of(body: str) -> list[Part]:
    """Return the parts of a page's body in reading order; the first is the page itself, and has its title.

    Parameters
    ----------
    body : str
        HTML.
    """
    reader = _Reader()
    reader.feed(_CODE.sub(lambda code: _COLOUR.sub("", code[0]), _SHAPE.sub("", body)))
    reader.close()
    return [part for part in reader.parts if part.title or part.text]
