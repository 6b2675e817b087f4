"""Seal: what it writes, what it refuses, and that nothing is written when it does."""

import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reformlab import data
from reformlab.data import TableError, seal
from reformlab.data.commands import data as verbs
from reformlab.data.manifest import PACKAGE, manifest, using

BUDGETS, EVENTS, UNITS = "province_budgets.csv", "policy_timeline.csv", "province_units.csv"


def contents(small):
    return {path.name: path.read_bytes() for path in small.path.iterdir()}


def edit(small, name, change):
    path = small.path / name
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before


def without_last_row(content):
    return b"".join(content.splitlines(keepends=True)[:-1])


def test_seal_writes_what_changed_and_only_then(small):
    assert seal.seal(small.path) == [PACKAGE]
    assert seal.seal(small.path) == []
    before = json.loads((small.path / PACKAGE).read_text(encoding="utf-8"))["resources"]
    edit(small, EVENTS, without_last_row)
    assert seal.seal(small.path) == ["policy_timeline.yml", PACKAGE]
    after = json.loads((small.path / PACKAGE).read_text(encoding="utf-8"))["resources"]
    old, new = (next(r for r in entries if r["name"] == "policy_timeline") for entries in (before, after))
    assert new["rows"] == old["rows"] - 1 == seal.read_manifest(small.path / "policy_timeline.yml")["rows"]
    assert sum(new["standing"].values()) == sum(old["standing"].values()) - 1
    assert new["bytes"] == (small.path / EVENTS).stat().st_size and new["hash"] != old["hash"]
    assert f"sha256:{seal.read_manifest(small.path / 'policy_timeline.yml')['sha256']}" == new["hash"]
    assert not list(small.path.glob(".*"))


def test_manifests_are_read_anew_after_a_seal(small):
    before = manifest("national")
    assert manifest("national") is before
    seal.seal(small.path)
    assert manifest("national") is not before


def test_seal_keeps_the_comments_people_wrote(small):
    small.edit("policy_timeline.yml", "caveats:", "# a remark\ncaveats:")
    edit(small, EVENTS, without_last_row)
    assert "policy_timeline.yml" in seal.seal(small.path)
    assert "# a remark\n" in (small.path / "policy_timeline.yml").read_text(encoding="utf-8")


def test_a_table_whose_columns_have_the_standing_is_counted_by_cells(small):
    resources = {entry["name"]: entry for entry in small.gather()["resources"]}
    assert resources["province_units"]["standing"] == {"checked": 62, "recalled": 31}
    assert resources["hukou_matrix_2020"]["standing"] == {"recalled": 930}


def test_seal_makes_a_package_that_was_lost(small):
    with using(small.path, small.gather()):
        assert CliRunner().invoke(verbs, ["check", "--rows-only"]).exit_code == 1
        assert CliRunner().invoke(verbs, ["seal"]).output == f"wrote data/{PACKAGE}\n"
        assert CliRunner().invoke(verbs, ["check", "--rows-only"]).exit_code == 0


def swap(old, new):
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def columns(change):
    return lambda content: b"\n".join(b",".join(change(line.split(b","))) for line in content.split(b"\n")[:-1]) + b"\n"


# What people and programs do to a table: file, change, what check and seal say of it.
DAMAGE = {
    "above the range": (
        "national.csv",
        swap("urban_rate_resident,2025,67.89", "urban_rate_resident,2025,6789"),
        "national.csv, line 369, column value: '6789' is not allowed; for urban_rate_resident from 0 to 100 is needed",
    ),
    "below the range": (
        BUDGETS,
        swap(",5081.26,", ",-1,"),
        "line 2, column value: '-1' is not allowed; for general_budget",
    ),
    "nan": (
        BUDGETS,
        swap(",5081.26,", ",nan,"),
        "line 2, column value: 'nan' is not allowed; a finite number is needed",
    ),
    "infinite": (BUDGETS, swap(",5081.26,", ",1e999,"), "column value: '1e999' is not allowed; a finite number is"),
    "thousands": (BUDGETS, swap(",5081.26,", ',"5,081.26",'), "column value: '5,081.26' is not allowed; a finite"),
    "underscore": (BUDGETS, swap(",5081.26,", ",5_081.26,"), "column value: '5_081.26' is not allowed; a finite"),
    "full width": (
        BUDGETS,
        swap(",2016,", ",２０１６,"),
        "column year: '２０１６' is not allowed; a whole number in digits",
    ),
    "leading zero": (BUDGETS, swap(",2016,", ",02016,"), "column year: '02016' is not allowed; a whole number in"),
    "year with a point": (BUDGETS, swap(",2016,", ",2016.0,"), "column year: '2016.0' is not allowed; a whole number"),
    "too large to be exact": (
        UNITS,
        swap(",11,East", ",99999999999999999999,East"),
        "column adcode: '99999999999999999999' ",
    ),
    "out of a column's range": (
        BUDGETS,
        swap(",2016,", ",1916,"),
        "column year: '1916' is not allowed; from 2005 to 2030 ",
    ),
    "a word too many": (EVENTS, swap(",law,", ",lawn,"), "line 2, column kind: 'lawn' is not allowed; one of "),
    "unit": (
        BUDGETS,
        swap(",100m yuan,", ",yuan,"),
        "line 2, column unit: 'yuan' is not allowed; general_budget_revenue",
    ),
    "no value": (
        BUDGETS,
        swap(",5081.26,", ",,"),
        "line 2, column value: '' is not allowed; a value is needed; a row ",
    ),
    "no unit": (BUDGETS, swap(",5081.26,100m yuan,", ",5081.26,,"), "line 2, column unit: '' is not allowed; a value"),
    "no standing": (BUDGETS, swap(",checked,", ",,"), "line 2, column standing: '' is not allowed; "),
    "no source": (BUDGETS, swap(",checked,nbs-prov\n", ",checked,\n"), "line 2, column source: '' is not allowed; "),
    "duplicate key": (
        BUDGETS,
        swap(",Beijing,2017,", ",Beijing,2016,"),
        "line 3, column series+province+year: ('general_budget_revenue_local', 'Beijing', '2016') is not allowed; line",
    ),
    "GBK": (
        EVENTS,
        lambda c: c.replace(b"law", "法律".encode("gbk")),
        "policy_timeline.csv, line 2: the file is not UTF-8 text",
    ),
    "GBK row": (
        EVENTS,
        lambda c: c + "99,2026-01-01,plan,中文事件,,checked,cpc-2013\n".encode("gbk"),
        "it reads as GB18030; save it as UTF-8",
    ),
    "UTF-16": (
        BUDGETS,
        lambda c: c.decode().encode("utf-16"),
        "line 1: the file is not UTF-8 text: byte 0xff in line 1",
    ),
    "Latin-1": (
        BUDGETS,
        lambda c: c.replace(b"Beijing", b"P\xe9kin", 1),
        "line 2: the file is not UTF-8 text: byte 0xe9",
    ),
    "NUL": (BUDGETS, lambda c: c.replace(b"Beijing", b"Bei\0jing", 1), "line 2: the file is not UTF-8 text: NUL byte"),
    "BOM": (
        BUDGETS,
        lambda c: b"\xef\xbb\xbf" + c,
        "line 1: the file begins with an invisible byte order mark (U+FEFF)",
    ),
    "CRLF": (BUDGETS, lambda c: c.replace(b"\n", b"\r\n"), "province_budgets.csv, line 1: lines end with CR (Windows"),
    "one CR": (BUDGETS, lambda c: c.replace(b"\n", b"\r", 5).replace(b"\r", b"\n", 4), "line 5: lines end with CR"),
    "cut": (BUDGETS, lambda c: c[:-1], "the last line has no line end: was the file cut?"),
    "cut row": (BUDGETS, lambda c: c[:-20] + b"\n", "a row has 7 cells, this one "),
    "empty line": (BUDGETS, lambda c: c + b"\n", "is not allowed; a row has 7 cells, this one 0"),
    "empty file": (BUDGETS, lambda c: b"", "line 1: '' is not allowed; missing: series, province, year, value, unit"),
    "missing column": (
        BUDGETS,
        columns(lambda cells: cells[:4] + cells[5:]),
        "province_budgets.csv, line 1: 'series,",
    ),
    "extra column": (
        BUDGETS,
        columns(lambda cells: [*cells, b"remark"]),
        "is not allowed; unknown: remark; the columns are series, province",
    ),
    "swapped columns": (
        BUDGETS,
        columns(lambda cells: [cells[1], cells[0], *cells[2:]]),
        "is not allowed; the order is another; the columns are series, province",
    ),
    "double column": (BUDGETS, columns(lambda cells: [*cells, cells[-1]]), "double: source; the columns are"),
    "open quote": (BUDGETS, swap(",Beijing,", ',"Beijing,'), "province_budgets.csv: the quotes of a cell are wrong"),
    "raised": (
        "national.csv",
        swap("urban_rate_hukou,2022,47.7,%,recalled,ndrc-plan", "urban_rate_hukou,2022,47.7,%,checked,ndrc-plan"),
        "national.csv, line 409, column standing: 'checked' is not allowed; figures of the source "
        "ndrc-plan are recalled. A figure that was read needs a source whose entry in the manifest has `standing: "
        "checked` and `copy:`, where it was read",
    ),
    "raised with its source, but no copy": (
        "national.yml",
        swap("five-year action plan', edition: 2024, standing: recalled", "plan', edition: 2024, standing: checked"),
        "national.yml, column sources.ndrc-plan: 'checked' is not allowed; a source that is checked says in `copy`",
    ),
    "recalled with a copy": (
        "policy_timeline.yml",
        swap("note: from memory, standing: recalled}", "note: from memory, standing: recalled, copy: a page}"),
        "'a page' is not allowed; a source that is recalled was not read and has no `copy`",
    ),
    "from memory, yet derived": (
        "policy_timeline.yml",
        swap("note: from memory, standing: recalled}", "note: from memory, standing: derived}"),
        "'derived' is not allowed; a figure from memory is recalled",
    ),
    "a standing that there is not": (
        "policy_timeline.yml",
        swap("standing: recalled}", "standing: sure}"),
        "'sure' is not allowed; one of checked, rounded, derived, recalled is needed",
    ),
    "a column raised": (
        "hukou_matrix_2020.yml",
        swap("standing: recalled, source: ipf", "standing: checked, source: ipf"),
        "hukou_matrix_2020.yml, column persons: 'checked' is not allowed; figures of the source ipf are recalled.",
    ),
    "a column's source without standing": (
        "province_units.yml",
        swap("standing: checked, source: geonames", "standing: checked, source: iso"),
        "column lat: 'checked' is not allowed; the source iso states no standing",
    ),
    "a column without source": (
        "province_units.yml",
        swap("standing: checked, source: geonames", "standing: checked"),
        "province_units.yml, column lat: a column of figures names its source",
    ),
    "a double key": (
        "province_budgets.yml",
        swap("key: [series, province, year]", "key: [series, year, year]"),
        "province_budgets.yml, column key: 'year' is not allowed; a key is made of different columns",
    ),
    "a pair that is no column": (
        "hukou_matrix_2020.yml",
        swap("pair: [residence, origin]", "pair: [residence, home]"),
        "the column home is needed",
    ),
    "no caveats": (
        "province_budgets.yml",
        lambda c: c[: c.index(b"caveats:")] + b"caveats: []\n",
        "province_budgets.yml, column caveats: [] is not allowed; at least one is needed",
    ),
    "an empty title": (
        "policy_timeline.yml",
        lambda c: b"title: ' '\n" + c.split(b"\n", 1)[1],
        "policy_timeline.yml, column title: ' ' is not allowed; the manifest needs it",
    ),
    "a source without work": (
        "province_budgets.yml",
        swap("nbs-prov: {work: 'NBS, national data base, annual data by province'", "nbs-prov: {work: ' '"),
        "column sources.nbs-prov: ' ' is not allowed; a source names its work",
    ),
    "a column without meaning": (
        "province_budgets.yml",
        swap("meaning: the figure,", "meaning: '',"),
        "column value: '' is not allowed; a column says what it means",
    ),
}
# Refused before a row is looked at.
SHAPE = {
    "type": (
        swap("type: number, meaning: the figure", "type: float, meaning: the figure"),
        "columns[3].type: 'float' is not",
    ),
    "range": (swap("range: [2005, 2030]", "range: [2005]"), "field columns[2].range: [2005] is too short"),
    "column": (swap("{name: unit, type", "{nam: unit, type"), "field columns[4]: "),
    "key": (swap("key: [series, province, year]", "key: series"), "field key: 'series' is not of type 'array'"),
    "comma in a note": (swap("stands for net", "stands, for net"), "('for net central transfers and borrowing' was"),
    "licence": (lambda c: re.sub(rb"(?m)^licence:.*$", b"licence: free", c), "field licence: 'free' is not of type"),
    "sources": (
        lambda c: c.replace(b"  nbs-prov: {", b"  nbs-prov: 7\n  x: {", 1),
        "field sources['nbs-prov']: 7 is not",
    ),
    "address of a source": (
        swap("path: 'https://data", "path: 'data"),
        "field sources['nbs-prov'].path: 'data.stats.gov.cn/easyquery.htm?cn=E0103' does not match",
    ),
    "YAML": (lambda c: b"title: [\n" + c, "is not valid YAML"),
    "date": (swap("retrieved: null", "retrieved: 2026-13-45"), "is not valid YAML: month must be in 1..12"),
    "GBK": (lambda c: c + "# 中文".encode("gbk"), "province_budgets.yml is not UTF-8 text: byte 0xd6 in line"),
}


def run(*arguments):
    """Run a verb; whatever is wrong with a file ends in a message, never in a traceback."""
    done = CliRunner().invoke(verbs, arguments)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize("name", DAMAGE)
def test_check_names_what_is_wrong_and_seal_refuses_it(small, name):
    file, change, message = DAMAGE[name]
    small.take(file.partition(".")[0])
    edit(small, file, change)
    before = contents(small)
    with using(small.path, small.gather()):
        checked, sealed = run("check", "--rows-only"), run("seal")
    assert checked.exit_code == 1 and message in checked.output, checked.output
    assert sealed.exit_code == 1 and sealed.output.startswith("Error: Nothing was sealed:\n"), sealed.output
    assert message in sealed.output
    assert contents(small) == before


@pytest.mark.parametrize("name", SHAPE)
def test_a_manifest_of_another_shape_is_refused_by_field(small, name):
    change, message = SHAPE[name]
    package = small.gather()
    edit(small, "province_budgets.yml", change)
    with using(small.path, package):
        for done in (run("check"), run("seal")):
            assert done.exit_code == 1 and done.output.startswith("Error: province_budgets.yml"), done.output
            assert message in done.output, done.output


def test_seal_refuses_a_figure_that_its_cross_check_refuses(small):
    edit(small, BUDGETS, swap(",5081.26,", ",5081.36,"))
    before = contents(small)
    with using(small.path, small.gather()):
        done = run("seal")
    assert (
        "Cross-check failed: Budgets: expenditure minus revenue = gap; taxes within revenue: the gap is 0.1 100m"
        in (done.output)
    )
    assert "(2016, Beijing), 0.01 is allowed." in done.output
    assert done.exit_code == 1 and contents(small) == before


def test_a_raised_figure_stands_when_its_source_names_the_copy(small):
    small.take("national")
    edit(small, "national.csv", swap("47.7,%,recalled,ndrc-plan", "47.7,%,checked,ndrc-plan"))
    edit(
        small,
        "national.yml",
        swap("plan', edition: 2024, standing: recalled}", "plan', edition: 2024, standing: checked, copy: the page}"),
    )
    package = small.gather()
    with using(small.path, package):
        # What is computed from it stays recalled: no figure is firmer than its inputs, but it may be weaker.
        assert "national.yml" in seal.seal(small.path)
        assert data.standing("national", "urban_rate_hukou", years=2022) == {"checked": 1}


def test_long_lists_are_cut(small):
    edit(small, BUDGETS, lambda content: content.replace(b",checked,", b",certain,", 60))
    with using(small.path, small.gather()):
        assert "... and 10 more." in run("check").output and "... and 40 more." in run("seal").output


def test_the_list_of_provinces_is_needed(small):
    path = small.path / UNITS
    package, before = small.gather(), path.read_bytes()
    with using(small.path, package):
        for change, message in (
            (
                before.decode().encode("utf-16"),
                "data/province_units.csv lists the provinces of all other tables: provin",
            ),
            (before.replace(b"province,", b"name,", 1), "it has no column 'province'"),
            (before.replace(b"Beijing", b'"Beijing', 1), "lists the provinces of all other tables: unexpected end"),
        ):
            path.write_bytes(change)
            assert message in run("seal").output and message in run("check").output
        path.unlink()
        (small.path / "province_units.yml").unlink()
        assert "data/province_units.csv is missing: it lists the provinces" in run("seal").output


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from([EVENTS, "policy_timeline.yml", UNITS, "province_units.yml"]),
    where=st.floats(0, 1),
    length=st.integers(0, 60),
    new=st.one_of(st.binary(max_size=40), st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace"))),
)
def test_no_damage_ends_in_a_traceback(small, name, where, length, new):
    for table in ("province_budgets", "hukou_matrix_2020"):  # the small tables are enough
        for kind in ("csv", "yml"):
            (small.path / f"{table}.{kind}").unlink(missing_ok=True)
    path = small.path / name
    before = path.read_bytes()
    start = int(where * len(before))
    try:
        package = small.gather()
        path.write_bytes(before[:start] + new + before[start + length :])
        damaged = contents(small)
        with using(small.path, package):
            checked, sealed = run("check", "--rows-only"), run("seal")
        if sealed.exit_code:
            assert checked.exit_code == 1 and contents(small) == damaged
        else:
            assert run("seal").output == "Nothing changed.\n"
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: (path / "province_budgets.yml").unlink(), "data/province_budgets.csv has no manifest"),
        (lambda path: (path / "province_budgets.csv").unlink(), "data/province_budgets.yml has no table"),
        (
            lambda path: (path / "province_budgets.yml").write_text("title: [", "utf-8"),
            "province_budgets.yml is not valid",
        ),
        (lambda path: (path / "province_budgets.yml").write_text("7", "utf-8"), "holds no manifest"),
        (
            lambda path: (path / "province_budgets.yml").write_text("title: x", "utf-8"),
            "field 'description' is missing",
        ),
    ],
)
def test_a_broken_manifest_is_named(small, change, message):
    change(small.path)
    with pytest.raises(TableError, match=message.replace("[", r"\[")):
        seal.gather(small.path)


def test_an_unknown_field_of_a_manifest_is_named(small):
    small.edit("province_budgets.yml", "caveats:", "licens: x\ncaveats:")
    with pytest.raises(TableError, match="province_budgets.yml: unknown field 'licens'"):
        seal.gather(small.path)
