import pytest

from coursegrader.authoring import regions

CELL = "def f():\n    ### BEGIN SOLUTION\n    return 1\n\n    ### END SOLUTION\nx = 0"


def test_replace_keeps_the_indent():
    assert regions.replace(CELL, regions.SOLUTION, "# YOUR CODE HERE\npass") == (
        "def f():\n    # YOUR CODE HERE\n    pass\nx = 0"
    )


def test_remove_and_unmark():
    assert regions.replace(CELL, regions.SOLUTION, None) == "def f():\nx = 0"
    assert regions.unmark(CELL, regions.SOLUTION) == "def f():\n    return 1\n\nx = 0"
    assert regions.bodies(CELL, regions.SOLUTION) == ["    return 1\n"]
    assert regions.replace(CELL, regions.HIDDEN_TESTS, None) == CELL


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("### BEGIN SOLUTION", "line 1: BEGIN SOLUTION without END"),
        ("x\n### END SOLUTION", "line 2: END SOLUTION without BEGIN"),
        ("### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS", "line 2: BEGIN HIDDEN TESTS inside"),
        ("### BEGIN SOLUTION\n### END HIDDEN TESTS", "line 2: END HIDDEN TESTS without BEGIN"),
    ],
)
def test_marks_that_do_not_pair_up(cell, message):
    with pytest.raises(regions.RegionError, match=message):
        regions.find(cell)
