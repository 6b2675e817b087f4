"""Cells of an author file: what stops them is the time of the processor, so that a busy machine does not."""

import pytest

from coursegrader.authoring import trial
from coursegrader.errors import GradingError


def test_numbers_and_errors_of_each_cell_come_back():
    first, second = trial.run(["x = 2", "y = x / 0"])
    assert first["ok"] and first["scalars"] == {"x": 2.0}
    assert not second["ok"] and second["error"] == "ZeroDivisionError: division by zero"


def test_an_endless_loop_is_stopped_and_told():
    pytest.importorskip("resource")
    with pytest.raises(GradingError, match=r"the cells took longer than (?:2 s of the processor|20 s)$"):
        trial.run(["while True: pass"], timeout=2)


def test_arithmetic_has_one_thread():
    (cell,) = trial.run(["import os; threads = int(os.environ['OMP_NUM_THREADS'])"])
    assert cell["scalars"] == {"threads": 1.0}
