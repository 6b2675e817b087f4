"""The manifests, the data package made from them, and Frictionless's own opinion of it."""

import csv
import json

import pytest
from frictionless import Package

from reformlab.data import TableError, folder, seal, tables
from reformlab.data.manifest import PACKAGE, STANDINGS, manifest


def test_the_package_is_in_sync_with_manifests_and_tables():
    assert (folder() / PACKAGE).read_text(encoding="utf-8") == seal.text(seal.gather())


def test_every_manifest_carries_the_checksum_and_the_rows_of_its_table():
    for name in tables():
        content = seal.read_manifest(folder() / f"{name}.yml")
        assert content["sha256"] == manifest(name)["hash"].removeprefix("sha256:")
        assert content["rows"] == manifest(name)["rows"]


@pytest.mark.slow
def test_frictionless_finds_nothing_wrong():
    report = Package(str(folder() / PACKAGE)).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])[:5]
    assert {task.name for task in report.tasks} == set(tables())


def test_no_figure_is_without_standing_and_none_recalled_without_a_flag():
    for name in tables():
        with open(folder() / f"{name}.csv", encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if "standing" in rows[0]:
            assert {row["standing"] for row in rows} <= set(STANDINGS), name
            assert all(row["source"] for row in rows), name


def test_seal_writes_what_changed_and_only_then(small):
    assert set(seal.seal(small.path)) == {PACKAGE}
    assert seal.seal(small.path) == []
    small.edit("province_budgets.csv", ",checked,", ",recalled,")
    assert set(seal.seal(small.path)) == {"province_budgets.yml", PACKAGE}
    written = {r["name"]: r for r in json.loads((small.path / PACKAGE).read_text(encoding="utf-8"))["resources"]}
    assert written["province_budgets"]["standing"]["recalled"] == 1
    assert not list(small.path.glob(".*"))


def test_seal_keeps_the_comments_people_wrote(small):
    small.edit("province_budgets.yml", "caveats:", "# a remark\ncaveats:")
    small.edit("province_budgets.csv", ",checked,", ",recalled,")
    seal.seal(small.path)
    assert "# a remark\n" in (small.path / "province_budgets.yml").read_text(encoding="utf-8")


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
