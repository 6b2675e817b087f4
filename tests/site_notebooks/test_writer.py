import json
import re
from pathlib import Path

import nbformat
import pytest
from coursebook import lessons
from coursebook.errors import LessonError
from coursebook.notebooks import Imprint, NotebookError, build, convert, imprint_of, values
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]_*.md"))
LEFT = re.compile(r"(?<!`)\{[a-z][a-z:._-]*\}`|^[ \t>]*:{3,}|^[ \t>]*(?:`{3,}|~{3,})\{|^\([\w-]+\)=", re.MULTILINE)

FRONT = """---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{name: python3, display_name: Python 3, language: python}}
lesson: {number}
minutes: 60
level: introductory
prerequisites: {before}
claims: []
tables: []
---
"""

TWO = """
# Counting

(the-start)=
## Where it starts

From {doc}`01_first` and [the first](01_first.md#first-part), see {ref}`the-start`, [](#the-start), {ref}`first-part`,
[the book](../book/about.md). It is {glue:text}`gap` {cite}`liu2024` [M].

![A dot](dot.png)

```{code-cell} ipython3
:tags: [remove-cell]
from reformlab import style
number = 260 + 1
style.glue(gap=f"{number}.0")
```

```{check-number} gap
:answer: {glue}gap
How many?
```

```{code-cell} ipython3
:tags: [hide-input]
print(number)
```

```{code-cell} ipython3
print(number)
```
"""


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course, and the files that one build of it wrote; its second lesson was run for its glued values."""
    folder = write_course(tmp_path_factory.mktemp("built") / "course")
    return folder, build(folder, folder.parent / "out")


def write_course(folder):
    for name in ("lessons", "book"):
        (folder / name).mkdir(parents=True)
    first = FRONT.format(number=1, before="[]") + "\n# First\n\n(first-part)=\n## Part *one*\n\nWords.\n"
    (folder / "lessons/01_first.md").write_text(first, "utf-8")
    (folder / "lessons/02_second.md").write_text(FRONT.format(number=2, before="[1]") + TWO, "utf-8")
    (folder / "lessons/dot.png").write_bytes(b"\x89PNG dot")
    (folder / "book/about.md").write_text("# About the course\n", "utf-8")
    bib = "@article{liu2024, author={Liu, Wei}, title={T}, journal={J}, year={2024}}\n"
    (folder / "book/references.bib").write_text(bib, "utf-8")
    (folder / "_config.yml").write_text("title: A small course\n", "utf-8")
    return folder


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_build_runs_what_glues_and_writes_all(built):
    written = built[1]
    assert [path.name for path in written] == ["01_first.ipynb", "02_second.ipynb"]
    notebook = nbformat.read(written[1], 4)
    text = markdown(notebook)
    assert "It is 261.0 (Liu 2024) [M]." in text
    assert "Answer: 261.0" in text
    assert "From [First](01_first.ipynb) and [the first](01_first.ipynb#Part-one)" in text
    assert "see [Where it starts](#Where-it-starts), [Where it starts](#Where-it-starts)," in text
    assert "[Part one](01_first.ipynb#Part-one),\nthe book" in text
    assert text.rstrip().endswith("- Wei Liu. T. *J*, 2024.")
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == [
        "from reformlab import style\nnumber = 260 + 1",
        "print(number)",
        "print(number)",
    ]


def test_first_cell_says_what_this_is(built):
    first = nbformat.read(built[1][1], 4).cells[0].source
    for words in (
        "A small course",
        "Lesson 2",
        "60 minutes",
        "[1. First](01_first.ipynb)",
        "pip install",
        "CC BY 4.0",
        "BSD 3-Clause",
    ):
        assert words in first
    assert str(built[0].parent) not in first


def test_notebooks_are_clean_and_the_same_every_time(built, tmp_path):
    one = built[1][1].read_bytes()
    again = build(built[0], tmp_path, only=[built[0] / "lessons/02_second.md"])  # still with links to the other one
    assert again == [tmp_path / "02_second.ipynb"] == list(tmp_path.iterdir())
    assert again[0].read_bytes() == one
    assert str(built[0].parent).encode() not in one
    notebook = nbformat.reads(one.decode(), 4)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    folded = [cell.metadata.get("jupyter") for cell in notebook.cells if cell.cell_type == "code"]
    assert folded == [{"source_hidden": True}, {"source_hidden": True}, None]


def test_pictures_travel_with_their_cell(built):
    notebook = nbformat.read(built[1][1], 4)
    cell = next(cell for cell in notebook.cells if "![A dot]" in cell.source)
    assert "![A dot](attachment:dot.png)" in cell.source
    assert list(cell.attachments["dot.png"]) == ["image/png"]


def test_missing_picture_is_named(course, tmp_path):
    (course / "lessons/dot.png").unlink()
    with pytest.raises(NotebookError, match=r"02_second\.md: the picture 'dot\.png' is not a file"):
        convert(course / "lessons/02_second.md", values={"gap": "1"}, bibliography=course / "book/references.bib")


def test_failure_leaves_no_file(course, tmp_path):
    path = course / "lessons/02_second.md"
    path.write_text(path.read_text("utf-8").replace("style.glue(gap=", "print("), "utf-8")
    with pytest.raises(NotebookError, match=r"02_second\.md: no glued value 'gap'"):
        build(course, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["01_first.ipynb"]


def test_page_that_is_no_notebook_is_refused(course):
    with pytest.raises(NotebookError, match=r"about\.md: no notebook"):
        convert(course / "book/about.md")


def test_course_without_lessons_is_refused(tmp_path):
    with pytest.raises(NotebookError, match="no lesson found"):
        build(tmp_path, tmp_path / "out")


def test_a_cell_that_fails_is_named(course, tmp_path):
    path = course / "lessons/02_second.md"
    path.write_text(path.read_text("utf-8").replace("260 + 1", "1 / 0"), "utf-8")
    with pytest.raises(LessonError, match=r"02_second\.md, line \d+\n  code cell 1, [^\n]+\n  ZeroDivisionError"):
        build(course, tmp_path / "out")


def test_values_come_from_the_cache_when_it_has_them(course, tmp_path):
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    page = lessons.read(course / "lessons/02_second.md")
    notebook = page.notebook()
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    mime = "application/papermill.record/"
    output = nbformat.v4.new_output(
        "display_data", {f"{mime}text/plain": "'777.7'"}, metadata={"scrapbook": {"name": "gap", "mime_prefix": mime}}
    )
    cell.outputs = [output]
    cache = get_cache(tmp_path / "cache")
    cache.cache_notebook_bundle(CacheBundleIn(notebook, "02_second.md"), check_validity=False)
    assert values.from_cache(page, tmp_path / "cache") == {"gap": "777.7"}
    assert values.from_cache(page, tmp_path / "none") is None
    assert "It is 777.7" in markdown(nbformat.read(build(course, tmp_path / "out", cache=tmp_path / "cache")[1], 4))


def test_written_notebook_runs(built):
    notebook = nbformat.read(built[1][1], 4)
    done = NotebookClient(notebook, timeout=None, kernel_name="python3").execute()
    assert [cell.outputs[0].text for cell in done.cells if cell.cell_type == "code" and cell.outputs] == [
        "261\n",
        "261\n",
    ]


def test_substitutions_of_the_front_matter(course):
    path = course / "lessons/01_first.md"
    front, text = path.read_text("utf-8").split("tables: []\n", 1)
    path.write_text(
        f"{front}tables: []\nmyst:\n  substitutions: {{year: '*2025*'}}\n{text}\nIn {{{{ year }}}}.\n", "utf-8"
    )
    assert "In *2025*." in markdown(convert(path))


def test_imprint_reads_the_book(course, tmp_path):
    (course / "_config.yml").write_text("title: T\nhtml: {baseurl: 'https://example.org/c/'}\n", "utf-8")
    assert imprint_of(course) == Imprint(title="T", site="https://example.org/c/")
    assert imprint_of(tmp_path / "none") == Imprint()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_nothing_of_myst_is_left_in_any_lesson(path):
    page = lessons.read(path)
    names = set(re.findall(r"\{glue(?::\w+)?\}`?([\w-]+)", page.text))
    values = _numbers(names) | _cases(page.text)
    notebook = convert(path, values=values, bibliography=ROOT / "book/references.bib", page=f"lessons/{path.stem}")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = LEFT.search(cell.source)
            assert found is None, cell.source[max(0, found.start() - 60) : found.end() + 60]
        else:
            assert "style.glue" not in cell.source
    copies = re.findall(r"Your copy is \[(\w+)\.ipynb\]\(\.\./exercises/(\w+)/\1\.ipynb\)", markdown(notebook))
    assert copies and all((ROOT / "exercises" / folder / "exercise.md").is_file() for _, folder in copies)
    assert "exercise build" not in markdown(notebook)  # there is nothing to build where a notebook is open


def _numbers(names):
    """Give every glued name a number of its own, so that no answer equals a listed wrong value."""
    return {name: str(1000 * place) for place, name in enumerate(sorted(names), 1)}


def _cases(text):
    """Give every item that varies two cases, with numbers of their own for all that it names."""
    cases = re.findall(r"^:vary: (\S+)$", text, re.MULTILINE)
    numbers = _numbers(re.findall(r"\[\[([\w-]+)\]\]", text))
    return {case: json.dumps([numbers, {name: number + "1" for name, number in numbers.items()}]) for case in cases}


def test_there_are_lessons_to_test():
    assert len(LESSONS) >= 2
