import pytest
from coursebook.directives.front_matter import FrontMatterError, problems, read_text, table_names

GOOD = {
    "lesson": 2,
    "minutes": 60,
    "level": "introductory",
    "prerequisites": [1],
    "claims": ["P02"],
    "tables": ["national"],
}


def test_good_front_matter_has_no_problem():
    assert problems(GOOD, lessons={1, 2}, tables={"national"}, claims={"P02"}) == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("lesson", "two", "lesson: 'two'; allowed: a whole number from 1 to 99"),
        ("minutes", True, "minutes: True"),
        ("minutes", 1, "minutes: 1; allowed: a whole number from 5 to 240"),
        ("level", "easy", "level: 'easy'; allowed: introductory, intermediate, advanced"),
        ("prerequisites", 1, "prerequisites: 1; allowed: a list"),
        ("prerequisites", [2], "prerequisites: 2; allowed: another lesson"),
        ("prerequisites", [9], "prerequisites: 9; allowed: lessons of this book: 1, 2"),
        ("claims", ["2"], "claims: '2'; allowed: phrase ids such as P01"),
        ("claims", ["P77"], "claims: 'P77'; allowed: phrases of the claims table: P02"),
        ("tables", ["nation"], "tables: 'nation'; allowed: tables of the data folder: national"),
        ("tables", [3], "tables: 3; allowed: table names"),
    ],
)
def test_problems_name_field_value_and_what_is_allowed(field, value, words):
    found = problems({**GOOD, field: value}, lessons={1, 2}, tables={"national"}, claims={"P02"})
    assert len(found) == 1
    assert found[0].startswith(words)


def test_missing_fields_are_named():
    found = problems({"lesson": 1})
    assert [text.split()[0] for text in found] == [
        "minutes",
        "level",
        "prerequisites",
    ]


def test_read():
    assert read_text("---\nlesson: 3\n---\n# T") == {"lesson": 3}
    assert read_text("# T") == {}
    with pytest.raises(FrontMatterError, match="^the front matter is not valid YAML"):
        read_text("---\na: [\n---\n")
    with pytest.raises(FrontMatterError, match="allowed: lines 'field: value'"):
        read_text("---\n- a\n---\n")


def test_table_names(tmp_path):
    assert table_names(tmp_path) is None
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "world.csv").write_text("a\n", "utf-8")
    assert table_names(tmp_path) == {"world"}
