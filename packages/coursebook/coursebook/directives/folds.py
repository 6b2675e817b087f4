"""What a page folds: code under its first telling line, and boxes of the class ``dropdown``. They open without scripts.

Cells that only import stand in front of the first code that needs them, so that no lesson begins with them.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_IMPORT = re.compile(r"(import|from|style\.use|tr =|plt\.rcParams|pd\.set_option|#|\)|%)")


class fold(nodes.General, nodes.Element):
    """A box that opens; ``summary`` is HTML."""


def _telling(source):
    """Return the first line that does something of its own; the first of all where there is none."""
    lines = [line for line in source.splitlines() if line.strip()]
    return next(
        (line for line in lines if line[0] not in " )]}" and not _IMPORT.match(line)), lines[0] if lines else ""
    )


def _only_imports(source):
    return all(line[0] in " )]}" or _IMPORT.match(line) for line in source.splitlines() if line.strip())


class FoldCode(SphinxPostTransform):
    """Fold the code of every cell."""

    default_priority = 150  # before MyST-NB folds the cells that ask for it
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Fold the code of one page."""
        cells = [cell for cell in self.document.findall(nodes.container) if "cell" in cell["classes"]]
        found = []
        for cell in cells:
            box: Any = next((part for part in cell if "cell_input" in part.get("classes", ())), None)
            code = next(box.findall(nodes.literal_block), None) if box else None
            if code is not None:
                found.append((cell, box, code))
        for (cell, box, code), (_, _, following) in zip(found, found[1:], strict=False):
            if len(cell) == 1 and _only_imports(code.astext()):
                text = f"{code.astext()}\n\n{following.astext()}"
                following.rawsource, following[:] = text, [nodes.Text(text)]
                cell.parent.remove(cell)
                box["gone"] = True
        for cell, box, code in found:
            if box.get("gone"):
                continue
            source = code.astext()
            count = tr("{count} lines").format(count=sum(bool(line.strip()) for line in source.splitlines()))
            words = f"<b>{tr('Code')}</b> <code>{escape(_telling(source)[:70])}</code> <span>{count}</span>"
            asked = cell.attributes.pop("hide_mode", None)
            kept = {"output": "output", "all": "output"}.get(asked)
            if kept:
                cell["hide_mode"] = kept
            classes = ["code-fold", *(["hide"] if asked else [])]
            cell[cell.index(box)] = fold("", box, summary=words, classes=classes)


class FoldBoxes(SphinxPostTransform):
    """Turn admonitions of the class ``dropdown`` into boxes that open."""

    default_priority = 150
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Fold the boxes of one page."""
        for box in list(self.document.findall(nodes.admonition)):
            if "dropdown" in box["classes"]:
                title, *rest = box
                box.replace_self(
                    fold("", *rest, summary=escape(title.astext()), classes=["admonition"], ids=box["ids"])
                )


def _visit(self, node):
    self.body.append(self.starttag(node, "details"))
    self.body.append(f"<summary>{node['summary']}</summary>\n")


def _depart(self, node):
    self.body.append("</details>\n")


def setup(app: Sphinx) -> None:
    """Register both transforms."""
    quiet = (lambda self, node: None, lambda self, node: None)
    app.add_node(fold, html=(_visit, _depart), latex=quiet, text=quiet, man=quiet, texinfo=quiet)
    app.add_post_transform(FoldCode)
    app.add_post_transform(FoldBoxes)
