"""A tiny book for the tests: two lessons, a ledger, one data page."""

from pathlib import Path

CONF = """
extensions = ["myst_nb", "sphinx.ext.mathjax", "coursebook.directives", "coursebook.theme"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"
mathjax_path = "mathjax.js"
html_theme = "{theme}"
exclude_patterns = ["_build"]
"""

FRONT = """---
jupytext: {{text_representation: {{extension: .md, format_name: myst}}}}
kernelspec: {{name: python3, display_name: Python 3, language: python}}
lesson: {lesson}
minutes: 60
level: introductory
prerequisites: [{before}]
claims: [P02, P04]
tables: [national, world]
---
"""

NUMBER = """
```{check-number} gap-2020
:answer: 261.0
:tolerance: 0.5
:unit: million people
:hint: Multiply the gap in points by the *population*.
:wrong: 18.49 :: That is the gap in **percentage points**.
How many people live in towns without local registration?
:::{solution}
Eighteen point four nine of a hundred, times the population.
:::
```
"""

VARIED = """
```{check-number} gap-again
:vary: gap_cases
:answer: [[gap]]
:tolerance: 0.5
:unit: million people
:hint: Take the difference of the rates first.
:hint: In [[year]] it is [[points]] points.
:hint: [[points]] hundredths of the population.
:wrong: [[points]] :: That is the gap of [[year]] in points.
In [[year]] the rates were [[lived]] and [[registered]]% and the population was [[people]] million. How many people?
:::{solution}
[[points]] hundredths of [[people]] million are **[[gap]]** million.
:::
```

```{check-choice} which-year
:vary: gap_cases
In which year was the gap [[points]] points?
- [x] In [[year]]. :: Yes, in [[year]].
- [ ] In [[other]]. :: In [[other]] it was another.
```
"""

VARIED_CELL = """
```{code-cell}
from reformlab import style
rates = {2016: (58.8, 41.2, 1392), 2018: (61.5, 43.4, 1405), 2020: (63.9, 45.4, 1412), 2021: (64.7, 46.7, 1413)}
style.glue(gap_cases=[
    {"year": y, "other": y - 1, "lived": a, "registered": b, "people": n, "points": f"{a - b:.1f}",
     "gap": f"{(a - b) * n / 100:.1f}"}
    for y, (a, b, n) in rates.items()])
```
"""

GUESSES = """
```{guess} left-over
:answer: 2.5
:unit: percent
By how much would output rise?
```

```{guess} half-or-none
What becomes of it?
- [ ] It stays.
- [x] It *vanishes*.
```

Words.

```{guess-again} left-over
Which step had you not thought of?
```

```{guess-again} half-or-none
```
"""

CHOICE = """
```{check-choice} who-counts
Who counts as urban resident? [O]
- [ ] Only people with a local hukou :: That is the hukou rate.
- [x] People who lived there six months :: Yes, the *statistical* rule.
- [ ] Everyone present that night :: A short visit does not count.
```
"""

MULTIPLE = """
```{check-choice} sources
Which are official sources?
- [x] The census bulletin :: Published by the statistical office.
- [ ] A journal article :: An article is a claim or evidence.
- [x] The Resolution :: A document of the Central Committee.
```
"""

LABEL = """
```{check-label} sort-it
Which label does each sentence deserve?
- [O] The plan sets a rate of 70%. :: A plan states an aim.
- [C] Reform releases a dividend. :: The text says so.
- [M] With a ceiling of 80% the rate is 73%. :: A model says it.
```
"""

TEXT = """
The gap is wide [E]. Two labels [C][M] stand together. Code `[O]` stays, $[O]$ stays, [a link [O]](https://example.org).

```{claim} P02
People come first in this urbanization.
```

```{reading} Supportive
Thresholds fell [E].
```

```{reading} Critical
Thresholds stay high [E].
```
"""

LEDGER = """
# Ledger

(ledger-p02)=
## P02

Words.
"""


def lesson(number, body, before="", title="A lesson"):
    """Return the text of one lesson."""
    return FRONT.format(lesson=number, before=before) + f"\n# {title}\n{body}\n"


def write(folder, lessons, *, theme="basic", extra=None, run=False):
    """Write the book's sources; `run` has the cells executed."""
    conf = CONF.replace("{theme}", theme).replace('"off"', '"force"' if run else '"off"')
    files = {"conf.py": conf, "data/national.csv": "a\n", "data/world.csv": "a\n"}
    files["book/claims.md"] = LEDGER
    files["book/data/national.md"] = "# The national table\n\nWords.\n"
    files |= {f"lessons/{name}.md": text for name, text in lessons.items()} | (extra or {})
    names = [name.removesuffix(".md") for name in files if name.endswith(".md")]
    files["index.md"] = "# Home\n\n```{standing-legend}\n```\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    for name, text in files.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Path(folder)


def build(folder, builder="html", *, parallel=0):
    """Build the book and return the application and its warnings."""
    from io import StringIO

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    warnings = StringIO()
    out = Path(folder, "_build", builder)
    with docutils_namespace():
        app = Sphinx(
            folder,
            folder,
            out,
            Path(folder, "_build", f"doctrees-{builder}"),
            builder,
            status=None,
            warning=warnings,
            freshenv=False,
            parallel=parallel,
        )
        app.build()
    return app, warnings.getvalue()
