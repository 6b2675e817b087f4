import re
import shutil

import pytest

from reformlab import data
from reformlab.data import checks, coverage, pages
from reformlab.data.manifest import manifest

LESSON = "---\nlesson: 2\ntables: [national, provinces]\n---\n# Two rates\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    (root / "lessons").mkdir()
    (root / "lessons" / "02_counting_people.md").write_text(LESSON, encoding="utf-8")
    (root / "lessons" / "notes.md").write_text("no front matter\n", encoding="utf-8")
    pages.write(root / "book")
    return root / "book"


def test_there_is_one_page_a_table_and_an_overview(book):
    assert {path.stem for path in (book / "data").glob("*.md")} == set(data.tables())
    entry = pages.toc_entries()[0]
    assert entry["file"] == "book/data"
    assert [section["file"] for section in entry["sections"]] == [f"book/data/{name}" for name in data.tables()]


@pytest.mark.parametrize("table", data.tables())
def test_a_page_has_all_its_parts(book, table):
    text = (book / "data" / f"{table}.md").read_text(encoding="utf-8")
    assert text.startswith(f"(table-{table.replace('_', '-')})=\n# ")
    for part in (
        "What it covers",
        "First rows",
        "Columns",
        "Sources",
        "How it was made",
        "Caveats",
        "Lessons that use it",
    ):
        assert f"\n## {part}\n" in text, part
    for key in manifest(table)["sources_by_id"]:
        assert f"| `{key}` |" in text
    assert len(re.findall(r"<svg[^>]* role=\"img\" aria-label=\"[^\"]{40,}\"", text)) == 1
    assert f"{{download}}`{table}.csv <../../data/{table}.csv>`" in text
    assert str(data.folder()) not in text


def test_a_source_and_the_copy_that_was_read_are_linked(book):
    yearbook, copy = (
        "http://www.stats.gov.cn/english/statisticaldata/yearlydata/YB1998e/H8-12E.htm",
        "https://github.com/datasets/world-development-indicators/tree/4ebec5a",
    )
    (row,) = re.findall(r"^\| `csy98-8-12` \|.*$", (book / "data" / "national.md").read_text("utf-8"), re.M)
    assert "[NBS, China Statistical Yearbook 1998, table 8-12 (own revenue" in row and row.endswith(
        f"| [www.stats.gov.cn](<{yearbook}>) |"
    )
    (row,) = re.findall(r"^\| `csy24-2-1` \|.*$", (book / "data" / "national.md").read_text("utf-8"), re.M)
    assert f"; rates and urban counts: [github.com/datasets/world-development-indicators at 4ebec5a](<{copy}>) |" in row
    for table in data.tables():
        text = (book / "data" / f"{table}.md").read_text(encoding="utf-8")
        addresses = [entry["path"] for entry in manifest(table)["sources_by_id"].values() if "path" in entry]
        assert [address for address in addresses if f"](<{address}>) |" not in text] == [], table


def test_lessons_are_found_by_their_front_matter(book):
    assert pages.used_by(book.parent / "lessons") == {
        "national": ["02_counting_people.md"],
        "provinces": ["02_counting_people.md"],
    }
    assert "{doc}`02_counting_people.md <../../lessons/02_counting_people>`" in (
        book / "data" / "national.md"
    ).read_text("utf-8")
    assert "No lesson names it yet." in (book / "data" / "counties.md").read_text(encoding="utf-8")
    assert pages.used_by(book / "nowhere") == {}


def test_the_overview_counts_what_is_recalled(book):
    text = (book / "data.md").read_text(encoding="utf-8")
    total = sum(sum(data.standing(name).values()) for name in data.tables())
    recalled = sum(data.standing(name).get("recalled", 0) for name in data.tables())
    assert f"{total:,} figures" in text and f"| recalled | {recalled:,} |" in text
    assert "{doc}`hukou_matrix_2020 <data/hukou_matrix_2020>`" in text
    assert "## Cross-checks" in text and "**no**" not in text


def test_nothing_is_written_twice_and_what_is_superfluous_goes(book, tmp_path):
    assert pages.write(book) == []
    copy = tmp_path / "book"
    shutil.copytree(book, copy)
    shutil.copytree(book.parent / "lessons", tmp_path / "lessons")
    (copy / "data" / "old.md").write_text("x", encoding="utf-8")
    (tmp_path / "lessons" / "03_new.md").write_text(LESSON.replace("provinces", "counties"), encoding="utf-8")
    changed = {path.name for path in pages.write(copy)}
    assert changed == {"old.md", "counties.md", "national.md", "data.md"}
    assert not (copy / "data" / "old.md").exists()


def test_a_check_that_meets_exactly_has_no_place_of_its_gap_and_a_series_of_one_year_one_year(book):
    rows = (book / "data.md").read_text("utf-8").split("## Cross-checks")[1].splitlines()
    found = {row.split(" | ")[0].strip("| "): row.split(" | ")[1] for row in rows if row.startswith("| ")}
    for result in checks.cross():
        gap = found[result.check.name]
        assert (gap == "0") == (result.gap.size == 0) and ("(" in gap) == (result.gap.size > 0), gap
    spans = re.findall(
        r"\| (\d{4})\u2013(\d{4}) \|", "".join(path.read_text("utf-8") for path in book.glob("data/*.md"))
    )
    assert len(spans) > 50 and all(first < last for first, last in spans)


def test_statements_of_others_carry_their_label(book):
    assert "Regulations on Household Registration [O] |" in (book / "data" / "policy_timeline.md").read_text("utf-8")
    assert "urbanization supports industrialization [C] |" in (book / "data" / "claims.md").read_text("utf-8")


def test_coverage_tells_firm_from_recalled_by_shape():
    picture = coverage.by_year("province_incomes")
    assert 'fill="none" stroke="currentColor"' in picture and "<title>Coverage of the table" in picture
    assert 'fill="none"' not in coverage.by_column("counties")
    full = re.findall(r'<rect x="\d+" y="\d+" width="([\d.]+)" height="\d+"/>', coverage.by_column("counties"))
    assert max(map(float, full)) > 100  # px: a column that is filled
    filled = "".join(re.findall(r'<path d="([^"]*)"/>', picture))
    assert f"v{coverage.ROW:.1f}h" in filled  # a year that every province has
    assert coverage.picture("world_vintages").count('<text x="0"') == 5


def test_letters_of_a_coverage_are_legible_on_a_phone_and_names_are_not_cut():
    """Its user units are px where a page has 360 px for it."""
    for table in data.tables():
        picture = coverage.picture(table)
        assert re.search(r'viewBox="0 0 360 \d+"', picture) and 'font-size="11"' in picture
        assert "\u2026</text>" not in picture, table


@pytest.mark.parametrize("table", data.tables())
def test_a_picture_is_small(table):
    assert len(coverage.picture(table)) < 20_000
