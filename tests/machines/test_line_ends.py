"""Tables whose line endings a program has changed: the message names it and the cure, and the cure works."""

import shutil
import subprocess
import sys

import pytest

from reformlab import data
from reformlab.data import TableError, rows, seal
from reformlab.data.manifest import package, using


@pytest.fixture
def damaged(tmp_path):
    """A data folder in which all text has CRLF, as clones had before .gitattributes, and its bytes before that."""
    folder = shutil.copytree(data.folder(), tmp_path / "my course" / "data")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for path, content in before.items():
        path.write_bytes(content.replace(b"\n", b"\r\n"))
    with using(folder, {"resources": list(package().values())}):
        yield folder, before


def test_the_message_names_the_line_endings_and_its_cure_mends_all_tables(damaged):
    folder, before = damaged
    for table in data.tables():
        with pytest.raises(TableError, match=r"the line ends of \w+\.csv were changed from LF to CRLF") as raised:
            data.load(table)
        assert "reformlab data seal" not in str(raised.value)
    cure = str(raised.value).splitlines()[-1]
    subprocess.run(cure.replace("python", f'"{sys.executable}"', 1), shell=True, check=True, cwd=folder.parent)
    assert {path for path in before if path.suffix == ".csv"} == {
        path for path in before if path.read_bytes() == before[path]
    }
    assert all(len(data.load(table)) for table in data.tables())


def test_nothing_seals_them(damaged):
    folder, _ = damaged
    found = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(TableError, match="Nothing was sealed") as raised:
        seal.seal(folder)
    assert rows.CURE_LINES in str(raised.value) and rows.PUT_LF in rows.CURE_LINES
    assert found == {path: path.read_bytes() for path in folder.iterdir()}


def test_another_change_is_still_named_after_the_cure(damaged):
    folder, before = damaged
    path = folder / "national.csv"
    path.write_bytes(before[path].replace(b"63.89", b"63.99", 1))
    with pytest.raises(TableError, match="The file was changed after it was sealed"):
        data.load("national")
