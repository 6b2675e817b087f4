"""The pages of a book, from its table of contents."""

from coursebook import lessons
from coursebook.layout import find

from .small import write


def test_pages_come_in_reading_order_and_notebooks_are_known(tmp_path):
    layout = find(write(tmp_path / "course"))
    pages = lessons.pages(layout)
    assert [page.path.stem for page in pages] == ["index", "01_one", "02_two"]
    assert [page.is_notebook for page in pages] == [False, True, True]


def test_a_pattern_in_the_contents_lists_files_in_order(tmp_path):
    root = write(tmp_path / "course")
    (root / "book" / "extra").mkdir()
    for name in ("b", "a"):
        (root / "book" / "extra" / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
    toc = root / "_toc.yml"
    toc.write_text(toc.read_text("utf-8") + "  - glob: book/extra/*\n", encoding="utf-8")
    assert [name for name in lessons.toc_names(find(root)) if "extra" in name] == ["book/extra/a", "book/extra/b"]


def test_pages_of_the_tables_are_written_when_the_contents_ask_for_them(tmp_path):
    layout = find(write(tmp_path / "course"))
    lessons.pages(layout)
    assert not (layout.root / "book" / "data.md").exists()
    toc = layout.toc
    entries = "  - file: book/data\n    sections: [{glob: book/data/*}]\n"
    toc.write_text(toc.read_text("utf-8") + entries, encoding="utf-8")
    settings = layout.config.read_text("utf-8").replace(
        "  config:\n", "  config:\n    course_generated: 'second_urbanization.tables:write'\n"
    )
    layout.config.write_text(settings, "utf-8")
    layout = find(layout.root)
    names = [layout.name(page.path) for page in lessons.pages(layout)]
    assert {"book/data.md", "book/data/national.md"} <= set(names)
