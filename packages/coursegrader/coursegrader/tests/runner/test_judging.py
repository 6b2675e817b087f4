"""Tests are judged one after the other, and one that fails costs its own points alone."""

import nbformat

from coursegrader.authoring import builder, copies, source
from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans

from .. import samples

KEYED = (
    samples.HEAD
    + """\
---
# Two numbers

```{code-cell}
---
grade: {id: numbers, kind: answer}
---
first = second = None
### BEGIN SOLUTION
first, second = 4, 6
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_first, kind: test, points: 1}
---
### BEGIN HIDDEN TESTS
def key(x):
    return 2 * x
### END HIDDEN TESTS
assert isinstance(first, int), say("not_a_number", name="first")
### BEGIN HIDDEN TESTS
assert first == key(2), say("wrong_value", name="first")
### END HIDDEN TESTS
```

```{code-cell}
---
grade: {id: test_second, kind: test, points: 2}
---
assert isinstance(second, int), say("not_a_number", name="second")
### BEGIN HIDDEN TESTS
assert second == key(3), say("wrong_value", name="second")
### END HIDDEN TESTS
```
"""
)


def test_what_a_failed_test_has_computed_serves_the_next(tmp_path):
    exercise = source.read(samples.write(tmp_path, KEYED))
    made = builder.build(exercise.path, tmp_path, course=None)
    with Grader(plans.bundle(made.folders["instructor"])) as grader:
        for first, told in (('"four"', "first should be one number"), ("5", "first is not the value asked for")):
            handed_in = copies.solved(exercise)
            handed_in.cells[1].source = handed_in.cells[1].source.replace("4, 6", f"{first}, 6")
            result = grader.grade(nbformat.writes(handed_in).encode())
            assert result.scores == {"test_first": 0.0, "test_second": 2.0}
            assert told in result.messages["test_first"]
