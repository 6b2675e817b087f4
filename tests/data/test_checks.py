"""The checks of the shipped tables pass, and each kind of damage is found and named."""

import re

import pandas as pd
import pytest

from reformlab.data import checks
from reformlab.data.checks import integrity
from reformlab.data.checks.provinces import whole
from reformlab.data.checks.report import Check, Gap, worst


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.name)
def test_cross_check(check):
    result = check.run()
    assert result.passed, (
        f"{check.name}: {result.gap.size:.6g} {check.unit} at {result.gap.where}; {check.allowed} allowed"
    )
    assert check.why


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


def test_a_sum_over_provinces_needs_all_31():
    frame = pd.DataFrame(1.0, index=[2019, 2020], columns=range(31))
    frame.loc[2019, 30] = None
    assert whole(frame).to_dict() == {2020: 31.0}


def test_a_check_that_lacks_a_figure_has_failed_and_says_so():
    result = Check("lost", (), "%", 5.0, "why", lambda: Gap({}["2020"], "here")).run()
    assert not result.passed and "cannot be computed, a figure is missing: KeyError '2020'" in str(result)


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
            "province_budgets.csv, line 2, column province: 'Bejing' is not allowed; one of",
        ),
        (",Beijing,2017,", ",Beijing,2016,", r"line 3, column series\+province\+year: .* line 2 has this key"),
        (",Beijing,2016,", ",Beijing,1016,", "line 2, column year: '1016' is not allowed; from 2005 to 2030 is needed"),
        (
            ",Beijing,2016,",
            ",Beijing,,",
            "line 2, column year: '' is not allowed; a value is needed; a row without a figure is left out",
        ),
        (
            ",Beijing,2016,",
            ",Beijing,2016,-",
            "line 2, column value: '-5081.26' is not allowed; for general_budget_revenue_local 0 or more is needed",
        ),
        (
            ",Beijing,2016,",
            ",Beijing,2016,x",
            "line 2, column value: 'x5081.26' is not allowed; a finite number is needed",
        ),
        ("general_budget_revenue_local,", "revenue,", "line 2, column series: 'revenue' is not allowed; one of"),
        (",checked,", ",certain,", "line 2, column standing: 'certain' is not allowed; one of checked, rounded"),
        (",100m yuan,", ",yuan,", "line 2, column unit: 'yuan' is not allowed; .* is in 100m yuan"),
        (",nbs-prov\n", ",nobody\n", "line 2, column source: 'nobody' is not allowed; one of"),
        (",Beijing,2016,", ",Beijing,2016,1,", "line 2: .* is not allowed; a row has 7 cells, this one 8"),
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
    assert "missing: date; unknown: day; the columns are event_id, date" in problems(small, "policy_timeline")[0]
    (small.path / "policy_timeline.csv").write_bytes(b"event_id\n\xff\n")
    resource = next(r for r in content["resources"] if r["name"] == "policy_timeline")
    assert (
        "the file is not UTF-8 text: byte 0xff in line 2"
        in [str(p) for p in integrity.problems(resource, small.path)][-1]
    )
