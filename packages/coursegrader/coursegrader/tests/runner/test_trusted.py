"""Tests run on the grader's side: what counts, what a student is told, and what stays hidden."""

import numpy as np
import pytest

from coursegrader.errors import GradingError
from coursegrader.runner.decode import BadAnswer
from coursegrader.runner.job import Stopped
from coursegrader.runner.trusted import TestCell, judge


class Answers:
    def __init__(self, **values):
        self.values, self.asked = values, []

    def value(self, name):
        self.asked.append(name)
        if name not in self.values:
            raise NameError(name)
        if isinstance(self.values[name], Exception):
            raise self.values[name]
        return self.values[name]

    def files(self):
        return self.values.get("written", {})


def verdict(source, names=None, points=2.0, seconds=5.0, files=None, hidden=False, **answers):
    test = TestCell.compile("t", source, points)
    return judge(
        test, Answers(**answers), names if names is not None else {}, seconds=seconds, files=files, hidden=hidden
    )


def test_a_test_that_holds_gives_all_points():
    assert verdict("assert x == 1", x=1).score == 2.0
    assert verdict("assert x == 1\nNone", x=1).score == 2.0
    assert verdict("x == 1", x=1).score == 2.0  # a truth value is no score


@pytest.mark.parametrize(("last", "score"), [("1.5", 1.5), ("99", 2.0), ("-1", 0.0), ("float('nan')", 0.0), ("0", 0.0)])
def test_a_last_number_gives_part_of_the_points(last, score):
    assert verdict(f"assert x\n{last}", x=1).score == score


def test_trusted_names_and_builtins_win_over_those_of_the_student():
    answers = {"abs": lambda value: 0, "np": None, "helper": None}
    test = TestCell.compile("t", "assert abs(np.float64(-3)) == helper()", 1.0)
    asker = Answers(**answers)
    assert judge(test, asker, {"np": np, "helper": lambda: 3}).score == 1.0
    assert asker.asked == []


def test_names_that_a_test_makes_are_kept_for_the_next():
    names = {}
    verdict("expected = 4\nassert x == 2", names, x=2)
    assert verdict("assert y == expected", names, y=4).score == 2.0


def test_names_that_a_test_makes_before_it_fails_are_kept_too():
    names = {}
    assert verdict("expected = 4\nassert x == 2\nlater = 5", names, x=3).score == 0.0
    assert names == {"expected": 4}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("assert x == 2", "This does not hold: assert x == 2"),
        ("assert x == 2, 'Look at the year.'", "Look at the year."),
        ("assert y == 2", "name 'y' is not defined"),
        ("assert x.share > 2", "AttributeError: 'int' object has no attribute 'share'"),
        ("### BEGIN HIDDEN TESTS\nassert x == 2.7183\n### END HIDDEN TESTS", "A further test fails. Try"),
        (
            "### BEGIN HIDDEN TESTS\nassert x == 2.7183, f'{x} 2.7183'\n### END HIDDEN TESTS",
            "A further test fails.",
        ),
        ("### BEGIN HIDDEN TESTS\nassert x == 2.7183, 'Look.'\n### END HIDDEN TESTS", "Look."),
        ("### BEGIN HIDDEN TESTS\nassert f(2.7183) == 3\n### END HIDDEN TESTS", "A further test fails."),
        ("### BEGIN HIDDEN TESTS\nraise KeyError(2.7183)\n### END HIDDEN TESTS", "A further test fails."),
        (
            "import numpy as np\n### BEGIN HIDDEN TESTS\nnp.testing.assert_allclose(x, 2.7183)\n### END HIDDEN TESTS",
            "A further test fails.",
        ),
    ],
)
def test_what_a_student_is_told(source, message):
    def fails(value):
        raise ValueError(f"got {value}")

    told = verdict(source, x=1, f=fails, hidden="HIDDEN" in source)
    assert told.score == 0
    assert told.message.startswith(message)
    assert "2.7183" not in told.message


def test_an_answer_that_cannot_be_had_is_explained():
    assert "cannot be read" in verdict("assert x", x=BadAnswer("an array of object")).message
    assert verdict("assert x", x=Stopped("the process ended")).message == "Stopped: the process ended."


def test_a_test_that_takes_too_long_ends():
    assert "longer than 0.2 s" in verdict("while True: pass", seconds=0.2).message


def test_a_test_may_end_in_any_way():
    assert verdict("raise SystemExit").score == 0
    assert verdict("import sys; sys.exit(0)").score == 0


def test_tests_read_files_that_students_wrote_and_those_of_the_assignment():
    source = "assert open('out.txt').read() == 'mine'\nassert open('towns.csv').read() == 'theirs'"
    written = {"out.txt": b"mine", "towns.csv": b"forged", "../evil": b"x", "/evil": b"x"}
    assert verdict(source, files={"towns.csv": b"theirs"}, written=written).score == 2.0


def test_a_test_that_does_not_compile_is_named():
    with pytest.raises(GradingError, match=r"nb.ipynb, cell 3 \(t\): the test does not compile"):
        TestCell.compile("t", "assert (", 1.0, "nb.ipynb, cell 3")
