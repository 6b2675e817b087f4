"""The box under a lesson's title: number, minutes, level, prerequisites, claims and tables, from the front matter."""

import re
from functools import lru_cache
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from ..errors import SiteError
from . import places
from .errors import complain, store
from .front_matter import FrontMatterError, problems, read, read_text, table_names
from .places import LESSONS as _STORE
from .places import listed


class lesson_header(nodes.General, nodes.Element):
    """The box; its fields are links and text made when the page is written."""


def lessons_of(env):
    """Return the front matter of every lesson: page name -> dict."""
    return dict(store(env, _STORE))


def keep(app, docname, source):
    """Read the front matter of a page before its directives run."""
    known = store(app.env, _STORE)
    known.pop(docname, None)
    try:
        front = read_text(source[0])
    except FrontMatterError as error:
        complain(app.env, str(error), 1)
        return
    if "lesson" in front or docname.startswith(f"{app.config.course_lessons_folder}/"):
        found = problems(front, lessons=_numbers(app), tables=table_names(app.srcdir))
        for text in found:
            complain(app.env, text, _line(source[0], re.match(r"\w+", text)[0]))
        if not found:
            known[docname] = {**front, "page": docname}


def _line(text, field):
    """Return the line on which a field of the front matter stands, or the first."""
    found = re.search(rf"^{field}\s*:", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _numbers(app):
    """Return the numbers of all lessons of the book, read or not."""
    folder = f"{app.config.course_lessons_folder}/"
    paths = [Path(app.env.doc2path(docname)) for docname in app.env.found_docs if docname.startswith(folder)]
    return {_number(path, path.stat().st_mtime_ns) for path in paths} - {None} or None


@lru_cache(maxsize=1024)
def _number(path, changed):
    """Return the number of one lesson file in the state of the time `changed`; None when it has none."""
    try:
        return read(path).get("lesson")
    except (FrontMatterError, SiteError):  # named when that page itself is read
        return None


def twins(app, env):
    """Complain about two lessons of one number."""
    first = {}
    for docname, front in sorted(store(env, _STORE).items()):
        other = first.setdefault(front["lesson"], docname)
        if other != docname:
            env.temp_data["docname"] = docname
            complain(env, f"lesson: {front['lesson']}; allowed: a number that {other} does not have")
    env.temp_data.pop("docname", None)


class PutHeader(SphinxTransform):
    """Put the box under the first title of a lesson."""

    default_priority = 400

    def apply(self, **kwargs):
        """Insert the box into one page."""
        if self.env.docname in store(self.env, _STORE):
            section = next(iter(self.document.findall(nodes.section)), None)
            if section is not None:
                place = section.first_child_matching_class(nodes.title)
                section.insert(place + 1, lesson_header())


class FillHeader(SphinxPostTransform):
    """Write the fields of the box, with links to lessons, ledger and data pages that exist."""

    default_priority = 6

    def run(self, **kwargs):
        """Fill the box of one page."""
        for box in list(self.document.findall(lesson_header)):
            front = store(self.env, _STORE).get(self.env.docname)
            if not front:
                box.parent.remove(box)
                continue
            for name, value in self._fields(front):
                box += nodes.field(
                    "", nodes.field_name("", name), nodes.field_body("", nodes.paragraph("", "", *value))
                )

    def _fields(self, front):
        yield tr("Lesson"), [nodes.Text(str(front["lesson"]))]
        yield tr("Time"), [nodes.Text(tr("{minutes} minutes").format(minutes=front["minutes"]))]
        yield tr("Level"), [nodes.Text(tr(front["level"]))]
        before = [places.lesson(self.app, number) for number in front["prerequisites"]]
        yield tr("Before this"), listed(before) or [places.nothing()]
        if front.get("claims"):
            yield tr("Claims tested"), listed([places.claim(self.app, phrase) for phrase in front.get("claims")])
        if front.get("tables"):
            yield tr("Tables"), listed([places.table(self.app, name) for name in front.get("tables")])
        if self.config.course_slides:
            name = self.env.docname.rsplit("/", 1)[-1]
            uri = "../" * self.env.docname.count("/") + self.config.course_slides.format(name=name)
            yield tr("For class"), [nodes.reference("", tr("Slides"), internal=True, refuri=uri)]


def _visit_html(self, node):
    label = self.attval(tr("About this lesson"))
    self.body.append(f'<div class="lesson-header" role="group" aria-label="{label}"><dl>\n')
    for field in node:
        self.body.append(f"<div><dt>{self.encode(field[0].astext())}</dt><dd>")
        for child in field[1][0]:
            child.walkabout(self)
        self.body.append("</dd></div>\n")
    self.body.append("</dl></div>\n")
    raise nodes.SkipNode


def _visit_list(self, node):
    self.visit_field_list(node)


def _depart_list(self, node):
    self.depart_field_list(node)


def purge(app, env, docname):
    """Forget the front matter of a page that is read anew or gone."""
    store(env, _STORE).pop(docname, None)


def merge(app, env, docnames, other):
    """Take over the front matter that another reading process found."""
    for docname in docnames:
        if docname in store(other, _STORE):
            store(env, _STORE)[docname] = store(other, _STORE)[docname]


def setup(app):
    """Register the box."""
    as_list = (_visit_list, _depart_list)
    app.add_config_value("course_lessons_folder", "lessons", "env", [str])
    app.add_config_value("course_slides", "", "env", [str])  # such as "slides/{name}.html"; empty: there are none
    app.add_config_value("course_table_page", "book/data/{table}", "env", [str])
    app.add_node(lesson_header, html=(_visit_html, None), latex=as_list, text=as_list, man=as_list, texinfo=as_list)
    app.add_transform(PutHeader)
    app.add_post_transform(FillHeader)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("source-read", keep)
    app.connect("env-updated", lambda app, env: twins(app, env))
