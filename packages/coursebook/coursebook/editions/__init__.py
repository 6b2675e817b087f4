"""Editions of a course in other languages: prose files beside the English ones, code and numbers from the English.

A folder at the top of the course that holds ``edition.yml`` is an edition; its name is the code of the language::

    name: 中文            # what the switch between languages says
    language: zh_CN       # the language as Sphinx calls it; pages then say lang="zh-CN"
    both: 双语            # the button that shows both languages side by side; without it there is none
    title: 二次城市化      # title and author of the book, where they differ
    config: {}            # values for `sphinx: config:` of _config.yml, laid over the English ones

``units`` cuts a source file into units and puts a translation into it; ``tree`` writes the sources of an edition, from
which every other tool of the course works as it does from the English ones; ``catalogue`` gathers the short texts of
code, figures and contents; ``lint`` compares a translation with its source; ``extension`` joins the sites.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .. import quick_yaml
from ..errors import text_of, unreadable

if TYPE_CHECKING:
    from ..layout import Layout

FILE = "edition.yml"
_FIELDS = {"name": str, "language": str, "both": str, "title": str, "author": str, "config": dict}


@dataclass(frozen=True)
class Edition:
    """One edition.

    Attributes
    ----------
    code : str
        Name of its folder, such as ``zh``; also the folder of its site below the English one.
    folder : Path
        Where its translations lie.
    settings : dict
        What ``edition.yml`` says.
    """

    code: str
    folder: Path
    settings: dict[str, Any]

    @property
    def name(self) -> str:
        """What the switch says."""
        return self.settings["name"]

    @property
    def language(self) -> str:
        """The language as Sphinx calls it."""
        return self.settings["language"]

    @property
    def tag(self) -> str:
        """The language as HTML calls it."""
        return self.language.replace("_", "-")


def find(layout: Layout, code: str) -> Edition:
    """Return the edition in a language.

    Raises
    ------
    SiteError
        If there is none, or ``edition.yml`` is not as the module says.
    """
    folder = layout.root / code
    name = f"{code}/{FILE}"
    if not (folder / FILE).is_file():
        have = ", ".join(one.code for one in all_of(layout)) or "none"
        raise unreadable(name, f"not there, so that {code!r} is no edition; there are: {have}")
    try:
        settings = quick_yaml.load(text_of(folder / FILE, name))
    except yaml.YAMLError as error:
        raise unreadable(name, f"not valid YAML: {error}") from error
    if not isinstance(settings, dict):
        raise unreadable(name, "needs lines `name: value`")
    for field, value in settings.items():
        if field not in _FIELDS:
            raise unreadable(name, f"{field}: unknown; allowed: {', '.join(_FIELDS)}")
        if not isinstance(value, _FIELDS[field]):
            raise unreadable(name, f"{field}: {value!r} given, must be a {_FIELDS[field].__name__}")
    for field in ("name", "language"):
        if not settings.get(field):
            raise unreadable(name, f"needs a line `{field}: ...`")
    return Edition(code, folder, settings)


def all_of(layout: Layout) -> list[Edition]:
    """Return the editions of a course, by code."""
    return [find(layout, path.parent.name) for path in sorted(layout.root.glob(f"*/{FILE}"))]


def output(layout: Layout, code: str) -> Path:
    """Return the folder in which an edition is built: ``source`` and ``html`` lie there."""
    return layout.output / code


def built(layout: Layout) -> list[Edition]:
    """Return the editions whose site stands finished in the output folder."""
    return [one for one in all_of(layout) if (output(layout, one.code) / "html" / "index.html").is_file()]
