"""The small parts of the build, one by one."""

import os
from types import SimpleNamespace

import pytest
from coursebook import fingerprint, lessons, publish, vendor
from coursebook.cache import KEEP, open_for
from coursebook.errors import LessonError, SiteError
from coursebook.formulas import joined, to_mathml
from coursebook.layout import Layout, find
from coursebook.pages import access, code, redirect, slim
from coursebook.pages.cited import citations
from coursebook.vendor import folders, mathfont, mathjax
from second_urbanization.plan import numbered

from .small import write


def test_find_looks_upwards_and_says_what_it_expects(tmp_path, monkeypatch):
    root = write(tmp_path / "course")
    monkeypatch.chdir(root / "lessons")
    assert find().root == root
    assert find().output == root / "_build"
    assert find(root, tmp_path / "other").html == tmp_path / "other" / "html"
    with pytest.raises(SiteError, match="expected _config.yml and _toc.yml"):
        find(tmp_path)


def test_names_are_those_of_the_author(tmp_path):
    layout = Layout(tmp_path, tmp_path / "_build")
    assert layout.name(tmp_path / "lessons" / "a.md") == "lessons/a.md"
    assert layout.name("/elsewhere/a.md") == "/elsewhere/a.md"


def test_pages_come_in_reading_order_and_notebooks_are_known(tmp_path):
    layout = find(write(tmp_path / "course"))
    pages = lessons.pages(layout)
    assert [page.path.stem for page in pages] == ["index", "01_one", "02_two"]
    assert [page.is_notebook for page in pages] == [False, True, True]


@pytest.mark.parametrize("place", ["data/table.csv", "requirements.txt"])
def test_results_depend_on_tables_and_pins(tmp_path, place):
    layout = find(write(tmp_path / "course"))
    before = fingerprint.environment(layout)
    assert fingerprint.environment(layout) == before
    (layout.root / place).write_text("other", "utf-8")
    assert fingerprint.environment(layout) != before


def test_results_depend_on_the_library_but_not_on_the_extensions(tmp_path, monkeypatch):
    layout = find(write(tmp_path / "course"))
    package, extension = tmp_path / "lib" / "thing" / "__init__.py", layout.root / "book" / "_ext" / "a.py"
    for path in (package, extension):
        path.parent.mkdir(parents=True)
        path.write_text("1", "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    settings = layout.config.read_text("utf-8").replace(
        "  config:\n", "  config:\n    course_libraries: [thing.part]\n"
    )
    layout.config.write_text(settings, "utf-8")
    before, drawn = fingerprint.environment(layout), fingerprint.rendering(layout)
    extension.write_text("2", "utf-8")
    assert fingerprint.environment(layout) == before
    assert fingerprint.rendering(layout) != drawn
    package.write_text("2", "utf-8")
    assert fingerprint.environment(layout) != before


def test_a_library_that_is_not_installed_is_named(tmp_path):
    layout = find(write(tmp_path / "course"))
    settings = layout.config.read_text("utf-8").replace("  config:\n", "  config:\n    course_libraries: [no_such]\n")
    layout.config.write_text(settings, "utf-8")
    with pytest.raises(SiteError, match=r"_config.yml: course_libraries names no_such, which is not installed"):
        fingerprint.environment(layout)


def test_results_depend_on_installed_packages(tmp_path, monkeypatch):
    (tmp_path / "thing-1.0.dist-info").mkdir()
    monkeypatch.setattr("site.getsitepackages", lambda: [str(tmp_path)])
    before = fingerprint.installed()
    (tmp_path / "carried" / "other-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "carried")  # as setuptools does with what it carries
    assert fingerprint.installed() == before
    (tmp_path / "thing-1.0.dist-info").rename(tmp_path / "thing-1.1.dist-info")
    assert fingerprint.installed() != before


def test_renaming_a_file_changes_the_hash(tmp_path):
    (tmp_path / "a").write_text("x", "utf-8")
    before = fingerprint.files(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert fingerprint.files(tmp_path) != before
    assert fingerprint.files(tmp_path / "nothing") == fingerprint.files()


def test_old_states_go_and_those_of_running_builds_stay(tmp_path):
    for place in range(KEEP + 3):
        cache = open_for(tmp_path, f"state{place}")
        os.utime(cache.path / "last_used", (place, place))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [f"state{place}" for place in range(3, KEEP + 3)]
    for place in range(KEEP + 3):
        open_for(tmp_path, f"running{place}")
    assert len(list(tmp_path.glob("running*"))) == KEEP + 3 and not list(tmp_path.glob("state*"))


def test_a_cache_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SiteError, match="cannot write to"):
        open_for(tmp_path / "file", "key")


def _tree(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_swap_shows_the_new_site_as_a_whole(tmp_path):
    work, html = tmp_path / "work", tmp_path / "html"
    _tree(work, a="1", sub__b="1", gone="1")
    publish.swap(work, html)
    (work / "gone").unlink()
    (work / "a").write_text("22", "utf-8")
    publish.swap(work, html)
    assert (html / "a").read_text("utf-8") == "22"
    assert not (html / "gone").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "work"]


def test_a_swap_that_was_stopped_half_way_is_undone(tmp_path):
    _tree(tmp_path / "html.old", index="old")
    publish.recover(tmp_path / "html")
    assert (tmp_path / "html" / "index").read_text("utf-8") == "old"
    _tree(tmp_path / "html.old", index="older")
    publish.recover(tmp_path / "html")
    assert (tmp_path / "html" / "index").read_text("utf-8") == "old"


def test_a_folder_is_filled_once_and_replaced_as_a_whole(tmp_path):
    calls = []

    def write_files(new):
        calls.append(new)
        (new / "file").write_text(str(len(calls)), "utf-8")

    for made_from in ("one", "one", "two"):
        folders.fill(tmp_path / "out", made_from, write_files)
    assert len(calls) == 2 and (tmp_path / "out" / "file").read_text("utf-8") == "2"

    def fail(new):
        (new / "file").write_text("half", "utf-8")
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        folders.fill(tmp_path / "out", "three", fail)
    assert (tmp_path / "out" / "file").read_text("utf-8") == "2"


def test_vendored_files_are_complete(tmp_path):
    vendor.add_to(tmp_path)
    mathjax_folder = tmp_path / "vendor" / "mathjax"
    assert (mathjax_folder / "tex-chtml.js").stat().st_size > 500_000
    assert len(list((mathjax_folder / "output/chtml/fonts/woff-v2").glob("*.woff"))) >= 20
    assert (mathjax_folder / "LICENSE").is_file()
    math_folder = tmp_path / "vendor" / "mathfont"
    assert (math_folder / "mathfont.woff").stat().st_size < 100_000 and (math_folder / "LICENSE.txt").is_file()


def test_missing_mathjax_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SiteError, match="pip install django-static-mathjax"):
        mathjax.source()


def test_missing_math_font_says_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SiteError, match="pip install ziamath"):
        mathfont.source()


def test_the_math_font_keeps_the_table_that_lets_braces_grow(tmp_path):
    from fontTools.ttLib import TTFont

    mathfont.add_to(tmp_path)
    font = TTFont(tmp_path / "vendor" / "mathfont" / "mathfont.woff")
    assert "MATH" in font and {ord(sign) for sign in "x+()∑√⏟αΔ\U0001d465\U0001d6fc"} <= set(font.getBestCmap())


def test_formulas_become_mathml_and_bad_ones_are_named():
    assert "<mfrac>" in to_mathml(r"\frac{a}{b}") and 'display="block"' in to_mathml("a", display=True)
    assert to_mathml(joined("a = b \\\\ c = d"), display=True).count("<mtr>") == 2
    assert to_mathml(joined("a = b\n\nc = d"), display=True).count("<mtr>") == 2
    with pytest.raises(ValueError, match=r"formula '\\+frac\{a': "):
        to_mathml(r"\frac{a")


def test_citations_do_not_depend_on_which_page_was_read_last():
    def cited(*pages):
        refs = [
            SimpleNamespace(docname=page, citation_ref_id=f"{page}-{key}", targets=[SimpleNamespace(key=key)])
            for page in pages
            for key in ("b", "a")
        ]
        domain = SimpleNamespace(citation_refs=refs)
        return citations(SimpleNamespace(domains={"cite": domain}, get_domain=lambda _: domain))

    assert cited("x", "y") == cited("y", "x")
    assert [key for page, key, _ in cited("x", "y") if page == "x"] == ["b", "a"]


def test_empty_headings_are_mended():
    assert access.mended("<tr><th></th><th>year</th></tr>") == "<tr><td></td><th>year</th></tr>"
    assert access.mended('<th class="head"><p></p></th>') == '<td class="head"></td>'


def test_lesson_numbers_are_read_from_file_names():
    assert numbered({"lessons/02_b", "lessons/10_c", "book/index"}) == {2: "lessons/02_b", 10: "lessons/10_c"}


def test_the_redirect_escapes_what_it_is_given():
    page = redirect.page('a"b.html', "<T>")
    assert "<T>" not in page.replace("<title>", "") and "a&quot;b.html" in page


def test_coordinates_are_shortened_and_scales_and_words_are_not():
    svg = '<svg><path d="M 1.234567 -0.000001 L 10 2.5"/><g transform="translate(1.23456 2) scale(0.123456)"></g></svg>'
    text = "pi is 3.14159265"
    assert slim.drawings(text + svg) == text + svg.replace("M 1.234567 -0.000001 L", "M 1.23 0 L")


def test_still_pictures_share_styles_and_lose_names_that_nothing_uses():
    mark = '<g id="g2"><use xlink:href="#m1" x="1" style="fill: red"/></g>'
    svg = f'<svg xmlns:xlink="x"><!-- a --><defs><path id="m1" d="M 0 0" style="fill: red"/></defs>{mark}</svg>'
    short = slim.drawings(svg + svg.replace("red", "blue"))
    first, second = '<use href="#m1" x="1" class="mark-0"/>', '<use href="#m1" x="1" class="mark-1"/>'
    assert short.startswith("<style>.mark-0{fill: red}.mark-1{fill: blue}</style>")
    assert first in short and second in short and 'id="m1"' in short and "g2" not in short and "<!--" not in short


def test_parts_that_scripts_move_keep_their_names_and_styles():
    moving = '<g id="live-1-s0-p0"><g id="live-1-s0-x"><path d="M 1.239 0" style="fill: red"/></g><g id="y"/></g>'
    svg = f'<svg><g id="live-1-s0-axes"><path d="M 0 0" style="fill: red"/></g>{moving}<path style="fill: red"/></svg>'
    short = slim.drawings(svg)
    assert moving.replace("1.239", "1.24") in short and "axes" not in short
    assert short.count('class="mark-0"') == 2


def test_code_keeps_four_colours_and_each_line_is_a_box():
    block = '<div class="highlight"><pre><span></span>{}</pre></div>'
    marks = '<span class="k">if</span> <span class="n">x</span><span class="s2">&quot;</span><span class="s1">a</span>'
    short = code.shorten(f'<span class="n">not code</span>{block.format(marks + chr(10) + chr(10) + "y")}')
    line = '<span class="k">if</span> x<span class="s">&quot;a</span>'
    lines = f"<span>{line}\n</span><span>\n</span><span>y</span>"
    assert short == f'<span class="n">not code</span><div class="highlight"><pre>{lines}</pre></div>'


def test_an_error_survives_a_process_boundary():
    import pickle

    error = LessonError("a.md", 2, "x = 1", 14, "ValueError: no", "\x1b[31mtrace\x1b[0m")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and "\x1b" not in str(again)
    assert str(error).startswith("lesson failed: a.md, line 14\n  code cell 2, which begins `x = 1`\n  ValueError: no")


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
