"""What MyST's own parser reads in a text, as mdformat's tree of nodes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from functools import cache
from typing import Any, NamedTuple

from docutils.parsers import rst
from docutils.parsers.rst.directives import unchanged
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from mdformat.renderer import RenderTreeNode
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

EXTENSIONS = {"amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"}
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}[ \t]*(.*)")


class _AnyDirective(rst.Directive):
    optional_arguments, final_argument_whitespace, has_content = 1, True, True
    option_spec = defaultdict(lambda: unchanged, name=unchanged)


class Directive(NamedTuple):
    """A directive: its name, what stands behind the name, its options, its body, and both as they were written."""

    name: str
    argument: str
    options: dict[str, str]
    body: str
    content: str


@cache
def parser(*without: str) -> MarkdownIt:
    """Return the parser of MyST with the extensions that lessons may use, without some of its rules."""
    return create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), RendererHTML).disable(list(without))


def blocks(text: str, known: MutableMapping[str, Any]) -> Iterator[RenderTreeNode]:
    """Yield the blocks of a text, whose words and tables are not looked into, which is several times faster."""
    yield from RenderTreeNode(parser("table", "inline").parse(text, known)).children


def tree(text: str, known: MutableMapping[str, Any] | None = None, *, inline: bool = False) -> RenderTreeNode:
    """Return a text as a tree.

    Parameters
    ----------
    text : str
    known : dict, optional
        Footnotes and link targets of texts that were read before; those of this one are added.
    inline : bool
        Read no blocks, for titles and cells of tables.
    """
    known = {} if known is None else known
    return RenderTreeNode((parser().parseInline if inline else parser().parse)(text, known))


def directive(node: RenderTreeNode) -> Directive | None:
    """Return the directive that a node is, None when it is something else; a bare ``:::`` is a ``div``."""
    if node.type not in ("fence", "colon_fence"):
        return None
    found = _DIRECTIVE.match(node.info.strip())
    if not found:
        return Directive("div", "", {}, node.content, node.content) if node.type == "colon_fence" else None
    content = f"\n{node.content}" if node.content.startswith(":::") else node.content  # no option, but a fence in it
    given = parse_directive_text(_AnyDirective, found[2], content)
    return Directive(found[1], found[2], given.options, "\n".join(given.body), node.content)


def labelled(text: str, known: MutableMapping[str, Any]) -> Iterator[RenderTreeNode]:
    """Yield the formulas and footnotes of a text, those inside lists and directives too."""
    for node in (part for block in blocks(text, known) for part in block.walk()):
        given = directive(node)
        if node.type in ("math_block_label", "footnote_reference") or (given and given.name == "math"):
            yield node
        elif given:
            yield from labelled(given.body, known)


def source(node: RenderTreeNode) -> str:
    """Return the words of a block as they were written."""
    return " ".join(part.content for part in node.walk() if part.type == "inline")


def words(node: RenderTreeNode) -> str:
    """Return the words of a node without markup."""
    return "".join(" " if part.type == "softbreak" else part.content for part in node.walk() if not part.children)
