"""Cut from the theme's style sheets what no page of the book can use: nine tenths of Bootstrap, for one.

A rule stays when every class and id that its selector asks for is a word of some page or script. Words are taken
generously (any word of a script may become a class), so a rule that could ever apply stays.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import tinycss2
from livefigure.sphinx import write

from ..fingerprint import of_text

_SHEETS = (
    "basic.css",
    "mystnb.*.css",
    "sphinx-design.min.css",
    "styles/bootstrap.css",
    "styles/pydata-sphinx-theme.css",
    "styles/sphinx-book-theme.css",
)
_COMPOSED = re.compile(r"bs-(tooltip|popover|dropdown)-|tooltip|popover")  # class names that Bootstrap puts together
_ATTRIBUTE = re.compile(r'\b(?:class|id)="([^"]*)"')
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NAME = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_WITHIN = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NESTED = ("media", "supports")


def words(text, *, script=False) -> set:
    """Return every word of a page or of a script that is, or may become, a class or an id."""
    if script:
        return set(_WORD.findall(text))
    return {word for names in _ATTRIBUTE.findall(text) for word in names.split()}


def words_of(files, kept) -> set:
    """Return the words of all `files`; only those that have changed are read.

    Parameters
    ----------
    files : iterable of Path
        Pages, and scripts (``.js``).
    kept : Path
        File in which the words of each are kept from one build to the next.
    """
    try:
        before = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        before = {}
    now = {}
    for path in files:
        state = path.stat()
        known = before.get(str(path))
        if known is None or known[:2] != [state.st_size, state.st_mtime_ns]:
            known = [
                state.st_size,
                state.st_mtime_ns,
                *sorted(words(path.read_text("utf-8"), script=path.suffix == ".js")),
            ]
        now[str(path)] = known
    if now != before:
        write(kept, json.dumps(now))
    return {word for known in now.values() for word in known[2:]}


def cut(css, known) -> str:
    """Return a style sheet without the rules that can apply to nothing.

    Parameters
    ----------
    css : str
    known : set of str
        As from `words`.
    """
    return _written(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), known)


def _written(rules, known):
    out = []
    for rule in rules:
        if rule.type == "qualified-rule":
            chosen = [one for one in _selectors(tinycss2.serialize(rule.prelude)) if _applies(one, known)]
            if chosen:
                out.append(f"{','.join(chosen)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content:
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            text = _written(inside, known)
            if text:
                out.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{text}}}")
        elif rule.type != "error":
            out.append(rule.serialize())
    return "\n".join(out)


def _selectors(prelude):
    """Split at the commas that stand in no parentheses."""
    depth, start = 0, 0
    for place, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            yield prelude[start:place].strip()
            start = place + 1
    yield prelude[start:].strip()


def _applies(selector, known):
    before = None
    while before != selector:  # what stands in :not(), :is() or an attribute's brackets asks for nothing
        before, selector = selector, _WITHIN.sub("", selector)
    return all(name in known or _COMPOSED.match(name) for name in _NAME.findall(selector.replace("\\", "")))


def _cut_all(app, exception):
    if exception or app.builder.format != "html":
        return
    top, static = Path(app.outdir), Path(app.outdir) / "_static"
    pages = [top / app.builder.get_target_uri(name) for name in app.env.found_docs]
    pages += top.glob("*.html")
    scripts = [path for folder in (static, static / "scripts") for path in folder.glob("*.js")]
    scripts += [static / "live" / "live.js"]
    files = [path for path in (*pages, *scripts) if path.is_file()]
    known = words_of(files, Path(app.doctreedir) / "stylesheet-words.json")
    kept = Path(app.doctreedir) / "stylesheets"  # what was cut before, by what it was cut from
    kept.mkdir(parents=True, exist_ok=True)
    stale = set(kept.iterdir())
    for pattern in _SHEETS:
        for path in static.glob(pattern):
            css = path.read_text("utf-8")
            found = kept / of_text(css, *sorted(known.intersection(_NAME.findall(css.replace("\\", "")))))
            if not found.exists():
                write(found, cut(css, known))
            stale.discard(found)
            shutil.copyfile(found, path)
    for path in stale:
        path.unlink()


def setup(app):
    """Cut the style sheets when all pages are written."""
    app.connect("build-finished", _cut_all, priority=900)
