"""Small exercises that the tests of this room work on."""

from pathlib import Path

HEAD = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
title: Counting people
lesson: 2
"""

COUNTING = (
    HEAD
    + """\
---
# Counting people

How many million people live in towns without being registered there?

```{code-cell}
import pandas as pd
```

```{code-cell}
---
grade: {id: gap, kind: answer}
---
def gap(resident, hukou, population):
    ### BEGIN SOLUTION
    return (resident - hukou) / 100 * population
    ### END SOLUTION


gap_2020 = None
### BEGIN SOLUTION
gap_2020 = gap(63.89, 45.4, 1411.78)
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_gap, kind: test, points: 2}
---
assert isinstance(gap_2020, float), say("not_a_number", name="gap_2020")
### BEGIN HIDDEN TESTS
assert abs(gap_2020 - 261.0) < 0.5, say("wrong_value", name="gap_2020")
assert abs(gap(73.91, 40, 1000) - 339.1) < 0.01, say("other_input", name="gap")
### END HIDDEN TESTS
```

```{code-cell}
---
grade: {id: shares, kind: answer}
---
shares = None
### BEGIN SOLUTION
shares = pd.Series({"resident": 63.89, "hukou": 45.4})
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_shares, kind: test, points: 3}
---
assert isinstance(shares, pd.Series), say("not_a_series", name="shares")
### BEGIN HIDDEN TESTS
assert abs(shares["resident"] - 63.89) < 0.01, say("wrong_value", name="shares")
### END HIDDEN TESTS
```

+++ {"grade": {"id": "mind", "kind": "essay", "points": 8, "rubric": "R0", "full_marks": "one use of the indicator"}}

What would change your mind?

### BEGIN SOLUTION
A published series by place of residence would change it.
### END SOLUTION
"""
)

TASK = """
+++ {"grade": {"id": "writing", "kind": "task", "points": 5, "rubric": "memo", "criterion": "Writing"}}

**Writing.** The whole notebook.
"""

VARIANTS = (
    HEAD
    + """\
variants:
  year: {choose: [2005, 2010, 2015, 2020]}
  rate: {from: 0.02, to: 0.05, step: 0.01}
---
# One year on

```{code-cell}
---
grade: {id: next, kind: answer}
---
next_year = None
### BEGIN SOLUTION
next_year = year + 1
grown = 1 + rate
### END SOLUTION
```

```{code-cell}
---
grade: {id: test_next, kind: test, points: 1}
---
assert isinstance(next_year, int), say("not_a_year", name="next_year")
### BEGIN HIDDEN TESTS
assert next_year == year + 1, say("wrong_value", name="next_year")
assert abs(grown - 1 - rate) < 1e-9, say("wrong_value", name="grown")
### END HIDDEN TESTS
```
"""
)


def write(folder, text: str = COUNTING, slug: str = "02_counting") -> Path:
    """Write an author file into ``folder/exercises/slug`` and return its path."""
    path = Path(folder) / "exercises" / slug / "exercise.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
