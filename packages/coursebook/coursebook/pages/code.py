"""Write highlighted code shorter: three marks of four have the very look of plain text and need not be there."""

from __future__ import annotations

import re
from functools import cache

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token

# What the theme takes for light and dark unless its options name others.
STYLES = {
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

_BLOCK = re.compile(r'<div class="highlight"><pre>.*?</pre>', re.DOTALL)
_MARK = re.compile(r'<span class="(\w+)">([^<]*)</span>')
_NEIGHBOURS = re.compile(r'<span class="(\w+)">[^<]*</span>(?:<span class="\1">[^<]*</span>)+')


@cache
def plain(*styles) -> frozenset:
    """Return the classes of marks that look like plain text in all of these Pygments styles."""
    looks = [get_style_by_name(style) for style in styles]
    return frozenset(
        short
        for token, short in STANDARD_TYPES.items()
        if short and all(look.style_for_token(token) == look.style_for_token(Token.Text) for look in looks)
    )


def _bare(marks):
    return _MARK.sub(r"\2", marks)


def shorten(html, classes) -> str:
    """Take the marks of `classes` from the code of a page and join neighbours that look the same.

    Parameters
    ----------
    html : str
        A page or a part of one.
    classes : set of str
        Classes that need no mark, as from `plain`.

    Returns
    -------
    str
    """

    def block(found):
        text = _MARK.sub(lambda mark: mark[2] if mark[1] in classes else mark[0], found[0])
        text = _NEIGHBOURS.sub(lambda same: f'<span class="{same[1]}">{_bare(same[0])}</span>', text)
        return text.replace("<pre><span></span>", "<pre>")

    return _BLOCK.sub(block, html)


def _page(app, pagename, templatename, context, doctree):
    if app.builder.format == "html" and context.get("body"):
        options = STYLES | (app.config.html_theme_options or {})
        context["body"] = shorten(context["body"], plain(*(options[name] for name in STYLES)))


def setup(app):
    """Shorten the code of every page."""
    app.connect("html-page-context", _page, priority=950)
