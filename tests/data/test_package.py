"""The manifests, the data package made from them, and Frictionless's own opinion of it."""

import csv

import pytest
from frictionless import Package

from reformlab.data import folder, seal, tables
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
