"""The checks of the shipped tables pass, and each kind of damage is found and named."""

import re

import pandas as pd
import pytest

from reformlab.data import checks
from reformlab.data.checks import integrity
from reformlab.data.checks.report import Check, Gap, worst


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.name)
def test_cross_check(check):
    result = check.run()
    assert result.passed, (
        f"{check.name}: {result.gap.size:.6g} {check.unit} at {result.gap.where}; {check.allowed} allowed"
    )
    assert check.why and check.tables


def test_no_row_of_any_table_is_wrong():
    assert [str(problem) for problem in checks.rows()] == []


def test_a_check_that_compares_nothing_fails():
    nothing = Check("nothing", (), "%", 5.0, "why", lambda: worst(pd.Series(dtype=float)))
    assert not nothing.run().passed
    assert not Check("too far", (), "%", 5.0, "why", lambda: Gap(5.01, "here")).run().passed
    assert Check("just so", (), "%", 5.0, "why", lambda: Gap(5.0, "here")).run().passed


def test_worst_finds_the_largest_absolute_gap_and_its_place():
    frame = pd.DataFrame({"a": [1.0, -3.0], "b": [2.0, None]}, index=[2019, 2020])
    assert worst(frame) == Gap(3.0, "2020, a")


def problems(small, table="province_budgets"):
    with small.read():
        resource = next(r for r in checks.package().values() if r["name"] == table)
        return [str(problem) for problem in integrity.problems(resource, small.path)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            ",Beijing,2016,",
            ",Bejing,2016,",
            "Table province_budgets, row 2, column province: 'Bejing' is not allowed; one of",
        ),
        (",Beijing,2017,", ",Beijing,2016,", r"row 3, column series\+province\+year: .* row 2 has this key"),
        (",Beijing,2016,", ",Beijing,1016,", "row 2, column year: '1016' is not allowed; values from 2005 to 2030 are"),
        (",Beijing,2016,", ",Beijing,,", "row 2, column year: '' is not allowed; a value is required"),
        (",Beijing,2016,", ",Beijing,2016,-", "row 2, column value: '-5081.26' is not allowed; .* is not below 0"),
        (",Beijing,2016,", ",Beijing,2016,x", "row 2, column value: 'x5081.26' is not allowed; a number is"),
        ("general_budget_revenue_local,", "revenue,", "row 2, column series: 'revenue' is not allowed; one of"),
        (",checked,", ",certain,", "row 2, column standing: 'certain' is not allowed; one of checked, rounded"),
        (",100m yuan,", ",yuan,", "row 2, column unit: 'yuan' is not allowed; .* is in 100m yuan"),
        (",nbs-prov\n", ",nobody\n", "row 2, column source: 'nobody' is not allowed; one of"),
        (",Beijing,2016,", ",Beijing,2016,1,", "row 2: .* is not allowed; 7 cells are"),
    ],
)
def test_damage_is_named_with_row_column_value_and_what_is_allowed(small, old, new, message):
    assert problems(small) == []
    small.edit("province_budgets.csv", old, new)
    found = problems(small)
    assert any(re.search(message, text) for text in found), found


def test_a_wrong_hash_a_wrong_header_and_wrong_bytes_are_named(small):
    content = small.gather()
    small.edit("policy_timeline.csv", "1958-01-09", "1958-01-10")
    resource = next(r for r in content["resources"] if r["name"] == "policy_timeline")
    found = [str(problem) for problem in integrity.problems(resource, small.path)]
    assert len(found) == 1 and "the checksum in the manifest is" in found[0]
    small.edit("policy_timeline.csv", "event_id,date", "event_id,day")
    assert "the columns are event_id, date" in problems(small, "policy_timeline")[0]
    (small.path / "policy_timeline.csv").write_bytes(b"event_id\n\xff\n")
    resource = next(r for r in content["resources"] if r["name"] == "policy_timeline")
    assert "UTF-8 is needed" in [str(p) for p in integrity.problems(resource, small.path)][-1]


def test_a_figure_from_memory_cannot_stand_as_checked(small):
    small.edit("policy_timeline.csv", ",recalled,sc-2001", ",checked,sc-2001")
    assert "a figure from memory is recalled" in problems(small, "policy_timeline")[0]


def test_a_manifest_without_caveats_or_with_an_empty_source_is_named(small):
    content = small.gather()
    resource = next(r for r in content["resources"] if r["name"] == "province_budgets")
    assert list(integrity.manifest_problems(resource)) == []
    resource |= {"caveats": [], "title": " ", "sources_by_id": {"nbs-prov": {"work": ""}}}
    columns = {problem.column for problem in integrity.manifest_problems(resource)}
    assert columns == {"caveats", "title", "sources"}
