"""The directive ``slide-list``: every deck of the book, with its lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from .. import vendor
from ..directives.header import lessons_of
from .deck import address

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class slide_list(nodes.General, nodes.Element):
    """Stands where the list goes until all lessons have been read."""


class SlideList(SphinxDirective):
    """No argument, no content."""

    def run(self) -> list[nodes.Node]:
        """Return a node that `FillList` replaces; the page is read anew when a lesson has changed."""
        for page in self.env.found_docs:
            if page.startswith(f"{self.config.course_lessons_folder}/"):
                self.env.note_dependency(self.env.doc2path(page))
        return [slide_list()]


class FillList(SphinxPostTransform):
    """Write the list, in the order of the lessons."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Fill the lists of one page."""
        for place in list(self.document.findall(slide_list)):
            if vendor.reveal.source() is None:
                text = tr("The slides were left out when this book was built: sphinx-revealjs is not installed.")
                place.replace_self(nodes.paragraph(text=text))
                continue
            items = nodes.bullet_list()
            for page, front in sorted(lessons_of(self.env).items(), key=lambda entry: entry[1]["lesson"]):
                title = f"{front['lesson']}. {self.env.titles[page].astext()}"
                up = "../" * self.env.docname.count("/")
                link = nodes.reference("", title, internal=True, refuri=up + address(page))
                items += nodes.list_item("", nodes.paragraph("", "", link))
            place.replace_self(items)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_node(slide_list)
    app.add_directive("slide-list", SlideList)
    app.add_post_transform(FillList)
