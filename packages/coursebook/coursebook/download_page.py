"""Sphinx extension: the directive ``download-list``, all that a reader can take along.

Notebooks and exercises are those that `coursebook.downloads` publishes; slides those of `coursebook.slides`. The tables
lie below ``_downloads/data`` as they are, with what describes them, and as one zip. The files of a release (PDF, EPUB,
zip of the site, bundle for students) are laid beside them when they have been made, with a list of SHA-256 sums: see
`lay_release`.
"""

from __future__ import annotations

import re
import shutil
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from coursebook.text import tr

from . import layout as layouts
from .directives import late
from .directives.header import lessons_of
from .downloads import FOLDER, exercises_of, pdf_place
from .errors import SiteError
from .release import version
from .release.archive import SUMS, checksums, folder_members, write_zip

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from coursebook.layout import Layout

DATA, DATA_ZIP = f"{FOLDER}/data", f"{FOLDER}/data-package.zip"
RELEASE = f"{FOLDER}/release"
_FILES = re.compile(r"(<!-- release files -->).*?(<!-- end of release files -->)", re.DOTALL)
_NAME = re.compile(rf"{version.NAME}-(?:[a-z]{{2}}-)?([a-z]+)-")  # with the language of an edition
_LESSON = re.compile(rf"{version.NAME}-(?:[a-z]{{2}}-)?lesson-(\d+)-")
_PDF = re.compile(r"(<!-- pdf (\d+) -->).*?(<!-- end of pdf -->)", re.DOTALL)


class download_list(nodes.General, nodes.Element):
    """Stands where the lists go until all lessons have been read."""


class DownloadList(SphinxDirective):
    """No argument, no content."""

    def run(self) -> list[nodes.Node]:
        """Return a node that `FillDownloads` replaces."""
        late.note(self.env)
        return [download_list()]


class FillDownloads(SphinxPostTransform):
    """Write the lists, lessons in their order."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Fill the lists of one page."""
        for place in list(self.document.findall(download_list)):
            place.replace_self(nodes.raw("", html(self.app, self.env.docname), format="html"))


def size(count: int) -> str:
    """Write a number of bytes for readers: ``12 KB``, ``3.4 MB``."""
    if count < 1_000_000:
        return tr("{number} KB").format(number=max(1, round(count / 1000)))
    return tr("{number} MB").format(number=f"{count / 1_000_000:.1f}")


def _link(address, text, *, file=True):
    return f'<a href="{escape(address)}"{" download" if file else ""}>{escape(text)}</a>'


def _kinds():
    """Return what of a release is for whom, by the word and the ending of its file's name."""
    return {
        "course.pdf": (tr("The course as a PDF"), tr("All pages with exercises and answers, for paper and tablet.")),
        "course.epub": (
            tr("The course as an EPUB"),
            tr("All pages with answers, for e-readers and phones: letters of your own size."),
        ),
        "site.zip": (tr("The site as a zip"), tr("All pages with figures that move: unpack it and open index.html.")),
        "students.zip": (
            tr("The bundle for students"),
            tr("Notebooks, exercises, tables and library with exact pins, for your own Jupyter."),
        ),
    }


def _whole(files, up):
    """Return the rows of the release's files."""
    rows = []
    for path in files:
        what = _NAME.match(path.name)
        name, use = _kinds().get(what[1] + path.suffix if what else "", (path.name, ""))
        link = _link(f"{up}{RELEASE}/{path.name}", name)
        rows.append(f"<li>{link} <small>{size(path.stat().st_size)}</small> {escape(use)}</li>")
    if not rows:  # a site that was built without a release
        return ""
    check = tr("Checksums of these files (SHA-256); sha256sum --check tells whether a download is whole.")
    link = _link(f"{up}{RELEASE}/{SUMS}", SUMS)
    return "".join(rows) + f"<li>{link} {escape(check)}</li>"


def html(app: Sphinx, pagename: str) -> str:
    """Return the lists as HTML.

    Parameters
    ----------
    app : sphinx.application.Sphinx
    pagename : str
        The page that shows them.
    """
    up, root = "../" * pagename.count("/"), Path(app.srcdir)
    parts = [f"<h2>{escape(tr('The whole course'))}</h2>", '<ul class="download-whole">']
    parts.append("<!-- release files --><!-- end of release files -->")
    tables = sorted((root / "data").glob("*.csv"))
    if tables:
        count = tr("{count} tables, each with its description.").format(count=len(tables))
        parts.append(f"<li>{_link(up + DATA_ZIP, tr('The data package'))} {escape(count)}</li>")
    parts.append("</ul>")
    lessons = sorted(lessons_of(app.env).items(), key=lambda one: one[1]["lesson"])
    if lessons:
        parts.append(_lessons(app, lessons, up))
    if tables:
        parts += [f"<h2>{escape(tr('Tables'))}</h2>", '<ul class="download-tables">']
        parts += [
            f"<li>{_link(f'{up}{DATA}/{path.name}', path.name)} <small>{size(path.stat().st_size)}</small></li>"
            for path in tables
        ]
        parts.append("</ul>")
    if "coursebook.discovery" in app.extensions:
        told = escape(tr("What changes in the course is told by a {feed}."))
        parts.append(f"<p>{told.format(feed=_link(f'{up}feed.xml', tr('feed'), file=False))}</p>")
    return "\n".join(parts)


def _lessons(app, lessons, up):
    notebooks, slides = "coursebook.downloads" in app.extensions, app.config.course_slides
    rows = []
    for page, front in lessons:
        name = page.rpartition("/")[2]
        files = []
        if notebooks:
            files.append(_link(f"{up}{FOLDER}/{page}.ipynb", tr("Notebook")))
            files += [
                _link(f"{up}{FOLDER}/exercises/{one}/{one}.ipynb", short or tr("Exercise"))
                for one, short in exercises_of(app.srcdir, page).items()
            ]
        if slides:
            files.append(_link(up + slides.format(name=name), tr("Slides"), file=False))
        files.append(pdf_place(front["lesson"]))
        title = f'<a href="{up}{app.builder.get_target_uri(page)}">{escape(app.env.titles[page].astext())}</a>'
        rows.append(f'<tr><td>{front["lesson"]}</td><th scope="row">{title}</th><td>{" ".join(files)}</td></tr>')
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in (tr("No."), tr("Lesson"), tr("Files")))
    return (
        f"<h2>{escape(tr('Lesson by lesson'))}</h2>\n"
        f'<table class="download-lessons"><thead><tr>{heads}</tr></thead><tbody>\n{"".join(rows)}\n</tbody></table>'
    )


def without_release(text: str) -> str:
    """Return a page without the files of a release: a zip of the site cannot hold itself."""
    return _PDF.sub(r"\1\3", _FILES.sub(r"\1\2", text))


def lay_release(book: Layout, html: Path) -> list[Path]:
    """Copy the files of this version's release into a site and name them on its page of downloads.

    Parameters
    ----------
    book : Layout
        The course; ``_build/release`` may hold files of its version.
    html : Path
        The site.

    Returns
    -------
    list of Path
        The files.
    """
    shutil.rmtree(html / RELEASE, ignore_errors=True)
    try:
        number = version.version(book)
    except SiteError:  # a course without a version releases nothing
        return []
    files = sorted(version.folder(book).glob(f"{version.NAME}-*-{number}.*"))
    files = [path for path in files if "-lessons-" not in path.name]  # these are proofs of single lessons
    single = {int(found[1]): path for path in files if (found := _LESSON.match(path.name))}
    if files:
        (html / RELEASE).mkdir(parents=True)
    laid = [Path(shutil.copyfile(path, html / RELEASE / path.name)) for path in files]
    if laid:
        checksums(html / RELEASE, laid)
    for page in [*html.glob("book/**/*.html"), *html.glob("lessons/*.html")]:
        text = page.read_text("utf-8")
        up = "../" * (len(page.relative_to(html).parts) - 1)

        def lists(found, up=up):
            return found[1] + _whole([path for path in files if path not in single.values()], up) + found[2]

        def pdf(found, up=up):
            path = single.get(int(found[2]))
            return found[1] + (_link(f"{up}{RELEASE}/{path.name}", tr("PDF")) if path else "") + found[3]

        named = _PDF.sub(pdf, _FILES.sub(lists, text))
        if named != text:
            page.write_text(named, "utf-8")
    return files


def _lay(app, exception):
    if exception or app.builder.format != "html":
        return
    top, book = Path(app.outdir), layouts.of(app)
    shutil.rmtree(top / DATA, ignore_errors=True)
    members = folder_members(book.root / "data", "data/")
    if members:
        shutil.copytree(book.root / "data", top / DATA, ignore=shutil.ignore_patterns(".*"))
        write_zip(top / DATA_ZIP, members)
    lay_release(book, top)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and lay the files when the build has ended well."""
    app.setup_extension("coursebook.directives.late")
    app.add_node(download_list)
    app.add_directive("download-list", DownloadList)
    app.add_post_transform(FillDownloads)
    app.connect("build-finished", _lay)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
