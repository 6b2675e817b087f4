"""The page of references: by author, each with the lessons that cite it; and the directive ``cited-by-lesson``."""

from __future__ import annotations

import contextlib
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.backends.plaintext import Backend as Plaintext
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style as Plain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from ..directives import late, places
from ..fingerprint import of_text
from ..notebooks.bibliography import Bibliography
from .unconfirmed import is_unconfirmed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

STYLE = "course"


_formatted = {}  # by a hash of the entry; kept beside the parsed pages, since formatting takes longer than a page


def _kept(app):
    return Path(app.doctreedir) / "references.pickle"


def _recall(app):
    with contextlib.suppress(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError):
        key, formatted = pickle.loads(_kept(app).read_bytes())
        if key == app.config.course_render_key:
            _formatted.update(formatted)


def _keep(app, exception):
    if not exception:
        new = _kept(app).with_suffix(".new")
        new.write_bytes(pickle.dumps((app.config.course_render_key, _formatted)))
        new.replace(_kept(app))


class CourseStyle(Plain):
    """By author and year, family names first, since they are what a reader looks for; unconfirmed works say so."""

    default_name_style = "lastfirst"

    def format_entry(self, label: str, entry: Any, bib_data: Any = None) -> Any:
        """Format one entry, or take it from the last build if nothing in it has changed."""
        key = of_text(label, repr(entry))
        if key not in _formatted:
            _formatted[key] = self._format(label, entry, bib_data)
        return _formatted[key]

    def _format(self, label, entry, bib_data):
        found = super().format_entry(label, entry, bib_data=bib_data)
        if is_unconfirmed(entry):
            found.text = Text(found.text, " ", tr("Unconfirmed: the details of this entry are from memory."))
        return found


class cited_by_lesson(nodes.General, nodes.Element):
    """Stands where the list by lesson goes until all pages have been read."""


class CitedByLesson(SphinxDirective):
    """``{cited-by-lesson}``, without content."""

    def run(self) -> list[nodes.Node]:
        """Return a node that `FillReferences` replaces."""
        late.note(self.env)
        return [cited_by_lesson()]


def citations(env: BuildEnvironment) -> list[tuple[str, str, str]]:
    """Return (page, key, place) for every citation: by the name of the page, in reading order of each."""
    domain: Any = env.get_domain("cite") if "cite" in env.domains else None
    found = domain.citation_refs if domain else []
    found = sorted(found, key=lambda ref: ref.docname)  # a page that was read again stands last there
    return [(ref.docname, target.key, ref.citation_ref_id) for ref in found for target in ref.targets]


class FillReferences(SphinxPostTransform):
    """Add to every work the original title and the lessons that cite it, and fill the list by lesson."""

    default_priority = 50  # after the extension for bibliographies, which puts the works in

    def run(self, **kwargs: Any) -> None:
        """Fill one page."""
        lists = list(self.document.findall(cited_by_lesson))
        if not lists:
            return
        works: Any = self.env.get_domain("cite")
        self.works = works
        self.numbers = {page: number for number, page in places.lessons(self.env).items()}
        anchors = {}
        for work in self.works.citations:
            if work.bibliography_key.docname == self.env.docname:
                anchors[work.key] = work.citation_id
        keys = {anchor: key for key, anchor in anchors.items()}
        for box in {item.parent for item in self.document.findall(nodes.citation)}:
            works = [self._work(item, keys[item["ids"][0]]) for item in box]
            box.replace_self(nodes.bullet_list("", *works, classes=["works"]))
        for node in lists:
            node.replace_self(self._by_lesson(anchors))

    def _work(self, item, key):
        """Return one work as an item of a plain list: the roles that docutils gives its own list are deprecated."""
        text = next(iter(item.findall(nodes.paragraph))).deepcopy()
        for link in text.findall(nodes.reference):
            if link.get("refuri", "").startswith("http"):
                link += nodes.inline("", f" ({tr('leaves this site')})", classes=["visually-hidden"])
        original = self.works.bibdata.data.entries[key].fields.get("titleaddon", "").strip("{}")
        if original:
            text += [nodes.Text(" "), nodes.inline("", original, classes=["original-title"])]
        cited = nodes.paragraph("", "", *self._cited_in(key), classes=["cited-in"])
        return nodes.list_item("", text, cited, ids=item["ids"], classes=["work"])

    def _cited_in(self, key):
        first = {}
        for page, cited, place in citations(self.env):
            if cited == key:
                first.setdefault(page, place)
        order = sorted(first, key=lambda page: (self.numbers.get(page, 99), page))
        lessons = [places.link(self.app, page, self._name(page), first[page]) for page in order]
        return places.filled(tr("Cited in {lessons}"), lessons=places.listed(lessons))

    def _name(self, page):
        if page in self.numbers:
            return tr("lesson {number}").format(number=self.numbers[page])
        return self.env.titles[page].astext()

    def _by_lesson(self, anchors):
        names = Bibliography(self.works.bibdata.data)
        rows = nodes.definition_list(classes=["cited-by-lesson"])
        for page, number in sorted(self.numbers.items(), key=lambda pair: pair[1]):
            keys = dict.fromkeys(key for where, key, _ in citations(self.env) if where == page and key in anchors)
            order = sorted(keys, key=lambda key: (names.authors(key).casefold(), names.year(key)))
            works = [
                nodes.reference("", f"{names.authors(key)} {names.year(key)}", internal=True, refid=anchors[key])
                for key in order
            ]
            listed = nodes.definition("", nodes.paragraph("", "", *places.listed(works, tr("; "))))
            rows += nodes.definition_list_item("", nodes.term("", "", places.lesson(self.app, number)), listed)
        return rows


def setup(app: Sphinx) -> None:
    """Register the directive, its transform and the style of the bibliography."""
    register_plugin("pybtex.style.formatting", STYLE, CourseStyle)
    # every citation asks for this one: found here, it need not be looked up among all that is installed
    register_plugin("pybtex.backends", "plaintext", Plaintext, force=True)
    late.watch(citations)
    app.connect("builder-inited", _recall)
    app.connect("build-finished", _keep)
    app.add_node(cited_by_lesson)
    app.add_directive("cited-by-lesson", CitedByLesson)
    app.add_post_transform(FillReferences)
