"""Every cross-check has figures that make it fail when they are changed a little: ``tampered.csv`` lists them.

Each row changes one cell of a copy of the real tables to a value just beyond what the check allows. The first row of a
check fails that check alone, or those in ``also`` with it, where one figure cannot be changed without the other.
"""

import csv
import io
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import pytest

from reformlab.data import checks, folder
from reformlab.data.manifest import package, sha256, using

ROWS = list(csv.DictReader(io.StringIO((Path(__file__).parent / "tampered.csv").read_text(encoding="utf-8"))))
BY_CHECK = defaultdict(list)
for _row in ROWS:
    BY_CHECK[_row["check"]].append(_row)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A folder with links to all tables."""
    place = tmp_path_factory.mktemp("tampered")
    for resource in package().values():
        (place / resource["path"]).symlink_to(folder() / resource["path"])
    return place


@contextmanager
def tampered(place, row):
    """Read the tables with one cell changed, for a while."""
    resource = package()[row["table"]]
    path = place / resource["path"]
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    keys = [lines[0].index(column) for column in resource["schema"]["primaryKey"]]
    (line,) = [line for line in lines[1:] if "|".join(line[column] for column in keys) == row["key"]]
    column = lines[0].index(row["column"])
    assert line[column] != row["value"]
    line[column] = row["value"]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    content = text.getvalue().encode()
    path.unlink()
    path.write_bytes(content)
    changed = resource | {"hash": f"sha256:{sha256(content)}"}
    try:
        with using(place, {"resources": [changed if other is resource else other for other in package().values()]}):
            yield
    finally:
        path.unlink()
        path.symlink_to(folder() / resource["path"])


def test_every_check_has_a_tampered_figure():
    assert set(BY_CHECK) == {check.name for check in checks.CHECKS}
    assert len({check.name for check in checks.CHECKS}) == len(checks.CHECKS)


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.name)
def test_a_check_reads_the_tables_that_it_names(check):
    if check.tables:
        others = {"path": "not_there.csv", "hash": "sha256:0"}
        resources = [r if r["name"] in check.tables else r | others for r in package().values()]
        with using(folder(), {"resources": resources}):
            assert check.run().passed, check.run()


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.name)
def test_a_tampered_figure_fails_its_check_and_no_other(check, copy):
    rows = BY_CHECK[check.name]
    for number, row in enumerate(rows):
        with tampered(copy, row):
            result = check.run()
            assert not result.passed, f"{row}: {result}"
            assert "cannot be computed" not in result.gap.where, result
            if check.allowed and row["loose"] != "yes":
                # A tolerance that grew by a third would let it pass.
                assert result.gap.size < 1.34 * check.allowed + 1e-9, f"{row}: {result}"
            if number == 0:
                read = [other for other in checks.CHECKS if not other.tables or row["table"] in other.tables]
                failed = {other.name for other in read if not other.run().passed}
                assert failed == {check.name, *filter(None, row["also"].split(";"))}
