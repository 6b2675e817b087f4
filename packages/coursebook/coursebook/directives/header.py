"""The head of a lesson: title, key question, actions, goals, and what the front matter says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from coursebook.text import tr

from ..errors import SiteError
from . import actions, places
from .errors import complain, store
from .front_matter import FrontMatterError, problems, read, read_text, table_names
from .places import LESSONS as _STORE
from .places import listed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class lesson_header(nodes.General, nodes.Element):
    """Holds what stands above the first section; its fields are links and text made when the page is written."""


def lessons_of(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return the front matter of every lesson: page name -> dict."""
    return dict(store(env, _STORE))


def keep(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read the front matter of a page before its directives run."""
    known = store(app.env, _STORE)
    known.pop(docname, None)
    try:
        front = read_text(source[0])
    except FrontMatterError as error:
        complain(app.env, str(error), 1)
        return
    # a page beside the lessons whose name begins with no number is none of them, such as a first hour before lesson 1
    if "lesson" in front or re.match(rf"{re.escape(app.config.course_lessons_folder)}/\d", docname):
        found = problems(front, lessons=_numbers(app), tables=table_names(app.srcdir))
        for text in found:
            complain(app.env, text, _line(source[0], re.split(r"\W", text, maxsplit=1)[0]))
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


def twins(app: Sphinx, env: BuildEnvironment) -> None:
    """Complain about two lessons of one number."""
    first = {}
    for docname, front in sorted(store(env, _STORE).items()):
        other = first.setdefault(front["lesson"], docname)
        if other != docname:
            env.temp_data["docname"] = docname
            complain(env, f"lesson: {front['lesson']}; allowed: a number that {other} does not have")
    env.temp_data.pop("docname", None)


class PutHeader(SphinxTransform):
    """Put the header under the first title of a lesson."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Insert the header into one page."""
        if self.env.docname in store(self.env, _STORE):
            section = next(iter(self.document.findall(nodes.section)), None)
            if section is not None:
                place = section.first_child_matching_class(nodes.title)
                section.insert(place + 1, lesson_header())


class FillHeader(SphinxPostTransform):
    """Write the fields of the header, with links to lessons, ledger and data pages that exist."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Fill the header of one page."""
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
        if self.app.builder.format != "html":
            yield tr("Lesson"), [nodes.Text(str(front["lesson"]))]
        yield tr("Time"), [nodes.Text(tr("{minutes} minutes").format(minutes=front["minutes"]))]
        yield tr("Level"), [nodes.Text(tr(front["level"]))]
        before = [places.lesson(self.app, number, title=False) for number in front["prerequisites"]]
        yield tr("After lessons"), listed(before) or [places.nothing()]
        if front.get("claims"):
            yield tr("Tests claims"), listed([places.claim(self.app, phrase) for phrase in front.get("claims")])
        if front.get("tables"):
            yield tr("Tables"), listed([places.table(self.app, name) for name in front.get("tables")])


class GatherHeader(SphinxPostTransform):
    """Take title, subtitle, goals and plan of a lesson into its header: what is left begins with a section."""

    default_priority = 900  # what the parts say is resolved: they leave the tree
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Fill the header of one page."""
        for box in self.document.findall(lesson_header):
            section = box.parent
            title, *above = [child for child in takewhile(_is_no_section, section) if child is not box]
            above = [child for child in above if "cell" not in child.get("classes", ())]
            if above and [type(part) for part in (above[0], *above[0])] == [nodes.paragraph, nodes.emphasis]:
                section.remove(above[0])
                box["subtitle"] = above.pop(0)[0]
            goals = next((at for at, child in enumerate(above) if isinstance(child, nodes.enumerated_list)), None)
            if goals is not None:
                lead = max(goals - 1, 0)
                box["goals"] = above[lead : goals + 1]
                above[lead : goals + 1] = []
            box["title"] = title
            box["plan"] = above if any(isinstance(child, nodes.section) for child in section) else []
            for child in [title, *box.get("goals", ()), *box["plan"]]:
                section.remove(child)
            box["front"] = store(self.env, _STORE)[self.env.docname]
            box["part"], box["lessons"] = places.part(self.env, self.env.docname), len(places.lessons(self.env))


def _is_no_section(node):
    return not isinstance(node, nodes.section)


def _visit_html(self, node):
    front, page = node["front"], self.builder.current_docname
    add = self.body.append

    def write(*children):
        for child in children:
            child.walkabout(self)

    add('<header class="lesson-header"><p class="eyebrow">')
    count = tr("Lesson {number} of {count}").format(number=front["lesson"], count=node["lessons"])
    add(f"<b>{count}</b>" + (f" · {self.encode(node['part'])}" if node["part"] else "") + "</p>\n<h1>")
    write(*node["title"])
    add("</h1>\n")
    if node.get("subtitle") and node["subtitle"].astext() != node["title"].astext():  # the same in its own language
        add('<p class="lesson-subtitle">')
        node["subtitle"].walkabout(self)
        add("</p>\n")
    if front.get("question"):
        add(f'<p class="key-question">{self.encode(front["question"])}</p>\n')
    add(actions.html(self.builder.app, page))
    add('<dl class="header-facts">\n')
    *facts, tables = node if front.get("tables") else [*node, None]
    for field in facts:
        add(f"<div><dt>{self.encode(field[0].astext())}</dt><dd>")
        write(*field[1][0])
        add("</dd></div>\n")
    add('</dl>\n<div class="header-switches"><label class="code-switch"><input type="checkbox" id="code-all">')
    add(f" {tr('Show all code')}</label>\n")
    if node["plan"] or tables:
        add(f'<details class="lesson-way"><summary>{tr("How this lesson goes")}</summary>\n')
    write(*node["plan"])
    if tables:
        add(f"<p>{self.encode(tables[0].astext())}: ")
        write(*tables[1][0])
        add("</p>\n")
    add(("</details>" if node["plan"] or tables else "") + "</div>\n")
    if node.get("goals"):
        add('<div class="goals">')
        write(*node["goals"])
        add("</div>\n")
    add("</header>\n")
    raise nodes.SkipNode


def _visit_list(self, node):
    self.visit_field_list(node)


def _depart_list(self, node):
    self.depart_field_list(node)


def purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the front matter of a page that is read anew or gone."""
    store(env, _STORE).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over the front matter that another reading process found."""
    for docname in docnames:
        if docname in store(other, _STORE):
            store(env, _STORE)[docname] = store(other, _STORE)[docname]


def setup(app: Sphinx) -> None:
    """Register the box."""
    as_list = (_visit_list, _depart_list)
    app.add_config_value("course_lessons_folder", "lessons", "env", [str])
    app.add_config_value("course_slides", "", "env", [str])  # such as "slides/{name}.html"; empty: there are none
    app.add_config_value("course_table_page", "book/data/{table}", "env", [str])
    app.add_node(lesson_header, html=(_visit_html, None), latex=as_list, text=as_list, man=as_list, texinfo=as_list)
    app.add_transform(PutHeader)
    app.add_post_transform(FillHeader)
    app.add_post_transform(GatherHeader)
    app.connect("env-purge-doc", purge)
    app.connect("env-merge-info", merge)
    app.connect("source-read", keep)
    app.connect("env-updated", lambda app, env: twins(app, env))
