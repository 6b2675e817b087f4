"""Write the sources of an edition: English files with the translated units in their place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import livefigure
import yaml

from .. import lessons, quick_yaml
from ..errors import text_of, unreadable
from ..layout import Layout
from . import all_of, catalogue, output, units
from .comments import translated
from .pages import english, translation_of

if TYPE_CHECKING:
    from . import Edition

RECORD = "translation.json"
_LEFT_OUT = {"node_modules", "dist", "__pycache__"}


def words(tr: Callable[[str], str]) -> dict[str, str]:
    """Return what a reader sees at a unit that is not up to date; `tr` translates."""
    return {
        "stale": tr("The English text has changed since this was translated. English text"),
        "item": tr("The English item has changed since this was translated; its answer is up to date."),
        "missing": tr("Not translated yet; in English"),
    }


def page(layout: Layout, path: Path, edition: Edition, tr: Callable[[str], str]) -> tuple[str, list[str | None], str]:
    """Return one file of the edition: (text, ids of the English headings, standing of the translation).

    Raises
    ------
    SiteError
        Naming the file of translations and the unit that cannot be put in its place.
    """
    own, text = translation_of(layout, path, edition.code), text_of(path, layout.name(path))
    if not own.is_file():
        return text, units.anchors(text), "none"
    translation = units.read(text_of(own, layout.name(own)), layout.name(own))
    if translation.standing == "none":
        return text, units.anchors(text), "none"
    try:
        whole, ids = units.assemble(
            text, translation, words(tr), code=lambda cell: translated(cell, tr), language=edition.code
        )
    except units.TranslationError as error:
        raise units.TranslationError(f"{layout.name(own)}: {error}") from error
    return whole, ids, translation.standing


def write(layout: Layout, edition: Edition) -> Layout:
    """Write the tree of an edition below the output folder; files that have not changed keep their time.

    Returns
    -------
    Layout
        Of the edition: ``source`` and what is built from it.

    Raises
    ------
    SiteError
        If a translation cannot be read, or a work of its bibliography is unknown.
    """
    tr = catalogue.lookup(layout, edition.code)
    base = output(layout, edition.code)
    root = base / "source"
    pages = {layout.name(path): page(layout, path, edition, tr) for path in english(layout)}
    texts = {name: text for name, (text, _, _) in pages.items()}
    texts[layout.name(layout.toc)] = _toc(layout, tr)
    texts[layout.name(layout.config)] = _config(layout, edition)
    texts |= bibliography(layout, edition) | _citation(layout, edition)
    folders = {name.partition("/")[0] for name in texts if "/" in name}  # in these not all is the same
    record = {name.removesuffix(".md"): rest for name, (_, *rest) in pages.items()}
    texts[RECORD] = json.dumps(_made(layout) | record)
    wanted = {_put(root / name, text) for name, text in texts.items()}
    for path in sorted(layout.root.iterdir()):
        name = path.name
        if name[0] in "._" or name in _LEFT_OUT or (path / "edition.yml").is_file() or root / name in wanted:
            continue
        if name not in folders:
            wanted.add(_same(path, root / name))
            continue
        for file in sorted(path.rglob("*")):
            target = root / file.relative_to(layout.root)
            beside = target.suffix == ".md" and target not in wanted  # made by the build, or none of its pages
            if file.is_file() and target not in wanted and not beside and not _LEFT_OUT & set(file.parts):
                wanted.add(_same(file, target))
    for folder in folders:
        for file in (root / folder).rglob("*"):
            made = file.suffix == ".md" and (layout.root / file.relative_to(root)).is_file()
            if not file.is_dir() and file not in wanted and not made and "__pycache__" not in file.parts:
                file.unlink()
    return Layout(root, base)


def _made(layout):
    """Return {page: [ids of its headings, no standing]} of the pages that are made from other files, in English."""
    spoken = livefigure.language()
    livefigure.set_language("en")
    try:
        lessons.write_generated(layout)
    finally:
        livefigure.set_language(spoken)
    files = {name: layout.root / f"{name}.md" for name in lessons.toc_names(layout)}
    texts = {name: path.read_text("utf-8") for name, path in files.items() if path.is_file()}
    return {name: [units.anchors(text), ""] for name, text in texts.items()}


def _put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or not path.is_file() or path.read_text("utf-8") != text:
        path.unlink(missing_ok=True)
        path.write_text(text, "utf-8")
    return path


def _same(path, target):
    """Make `target` a link to `path`, or a copy where the system makes no links."""
    if target.is_symlink() and Path(target).resolve() == path.resolve():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    try:
        target.symlink_to(path.resolve(), target_is_directory=path.is_dir())
    except OSError:
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, target)
    return target


def _toc(layout, tr):
    """Return the table of contents with captions and short titles in the edition's language."""

    def said(found):
        text = found[2].strip("\"'")
        return f"{found[1]}{json.dumps(tr(text), ensure_ascii=False)}" if tr(text) != text else found[0]

    return re.sub(r"^(\s*(?:- )?(?:caption|title): *)(.*?)\s*$", said, layout.toc.read_text("utf-8"), flags=re.M)


def laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Return a nested mapping with the values of `above` in place of those of `below`."""
    both = {**below, **above}
    nested = {name for name in above if isinstance(above[name], dict) and isinstance(below.get(name), dict)}
    return both | {name: laid_over(below[name], above[name]) for name in nested}


def _config(layout, edition):
    config = laid_over(layout.configuration, {})
    config |= {name: edition.settings[name] for name in ("title", "author") if name in edition.settings}
    both = edition.settings.get("both", "")
    others = [{"name": "English", "tag": "en", "to": "../", "both": both}]
    others += [
        {"name": o.name, "tag": o.tag, "to": f"../{o.code}/", "both": ""} for o in all_of(layout) if o != edition
    ]
    own = {"language": edition.language, "course_language": edition.code, "course_editions": others}
    own["bibtex_reference_style"] = "course_edition"
    sphinx = config.setdefault("sphinx", {})
    sphinx["config"] = laid_over(sphinx.get("config") or {}, own | (edition.settings.get("config") or {}))
    if base := (config.get("html") or {}).get("baseurl"):
        config["html"] = {**config["html"], "baseurl": f"{base.rstrip('/')}/{edition.code}/"}
    return yaml.safe_dump(config, allow_unicode=True, sort_keys=False)


def _citation(layout, edition):
    """Return ``CITATION.cff`` with the title of the edition and its author, where it says them: how pages are cited."""
    path, own = layout.root / "CITATION.cff", edition.settings
    if not path.is_file():
        return {}
    about = yaml.safe_load(path.read_text("utf-8"))
    about |= {"title": own["title"]} if "title" in own else {}
    about |= {"authors": [{"name": own["author"]}]} if "author" in own else {}
    return {path.name: yaml.safe_dump(about, allow_unicode=True, sort_keys=False)}


def bibliography(layout: Layout, edition: Edition) -> dict[str, str]:
    """Return name -> text of the bibliographies, with fields of the edition's ``references.yml`` in place of English.

    Raises
    ------
    SiteError
        If ``references.yml`` names a work that no bibliography has.
    """
    own = edition.folder / "references.yml"
    texts = {name: text_of(layout.root / name, name) for name in layout.configuration.get("bibtex_bibfiles") or ()}
    works = quick_yaml.load(text_of(own, layout.name(own))) or {} if own.is_file() else {}
    for key, fields in works.items():
        entry = re.compile(rf"@\w+\{{{re.escape(key)},\n.*?\n\}}", re.DOTALL)
        found = next(((name, one[0]) for name, text in texts.items() if (one := entry.search(text))), None)
        if found is None:
            raise unreadable(layout.name(own), f"{key!r} is not in {', '.join(texts) or 'bibtex_bibfiles'}")
        name, old = found
        texts[name] = texts[name].replace(old, _with_fields(old, fields))
    return texts


def _with_fields(entry, fields):
    dropped = {*fields} | ({"titleaddon"} if "title" in fields else set())  # the original title, which now stands there
    kept = [line for line in entry.split("\n") if line.partition("=")[0].strip() not in dropped]
    # braces around each name, or a body's name with spaces would be taken apart
    own = [
        f"  {name} = {{{' and '.join(f'{{{part}}}' for part in text.split(' and '))}}},"
        for name, text in fields.items()
    ]
    return "\n".join([kept[0], *own, *kept[1:]])
