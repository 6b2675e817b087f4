import errno
import os

import pytest

from coursegrader.batch.ledger import Ledger, digest, write
from coursegrader.errors import GradingError
from coursegrader.runner.notebook import Result


def test_a_result_is_known_for_the_same_submission_only(tmp_path):
    ledger, result = Ledger(tmp_path), Result({"t": 1.0}, {"e": True}, {"t": "m"}, ["n"], "{}", 0.5)
    assert ledger.known("a", "ann", "1") is None
    ledger.keep("a", "ann", "1", result)
    assert ledger.known("a", "ann", "1") == result
    assert ledger.known("a", "ann", "2") is None
    assert ledger.known("b", "ann", "1") is None
    assert not ledger.posted("a", "ann", "1")
    ledger.mark_posted("a", "ann", "1")
    assert ledger.posted("a", "ann", "1")
    assert not ledger.posted("a", "ann", "2")


def test_a_torn_result_counts_as_none(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.keep("a", "ann", "1", Result({}, {}))
    (path,) = (tmp_path / "results").glob("*.json")
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")
    assert ledger.known("a", "ann", "1") is None


@pytest.mark.parametrize(("number", "reason"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only")])
def test_a_full_disk_leaves_the_old_file_and_says_what_to_do(tmp_path, monkeypatch, number, reason):
    path = tmp_path / "file.txt"
    write(path, "old")

    def fails(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(
        GradingError, match=rf"file.txt: cannot be written: .*{reason}[\s\S]*run the same command again"
    ):
        write(path, "new")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_digest_depends_on_everything():
    sums = {digest(b"a"), digest(b"b"), digest(b"a", "x"), digest(b"a", "x", "y"), digest(b"a", "xy"), digest(b"ax")}
    assert len(sums) == 6
