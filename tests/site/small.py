"""A very small course for tests of the build: two lessons, one table, the real extensions for pages."""

import textwrap
from pathlib import Path

CONFIG = """
title: Small course
author: tests
copyright: "2026"
only_build_toc_files: true
exclude_patterns: [".*", _build]
execute: {execute_notebooks: cache, timeout: 600, raise_on_error: true}
html: {use_multitoc_numbering: false}
latex: {use_jupyterbook_latex: false}
sphinx:
  local_extensions: {second_urbanization: EXTENSIONS}
  config:
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, coursebook.theme,
                 coursebook.ahead, coursebook.downloads, coursebook.browserlab.extension,
                 coursebook.formulas, second_urbanization.syllabus,
                 coursebook.pages, coursebook.finish]
    html_theme: coursebook
    html_math_renderer: mathml
    nb_ipywidgets_js: {}
"""

CONFIG = CONFIG.replace("EXTENSIONS", str(Path(__file__).parents[2] / "book" / "_ext"))

TOC = """
format: jb-book
root: book/index
parts:
  - caption: Lessons
    chapters:
      - file: lessons/01_one
      - file: lessons/02_two
"""

HEAD = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
---
"""

INDEX = """\
# Small course

```{lesson-plan} Lessons
```

```{lesson-times}
```

```{versions}
numpy
```
"""


def lesson(title, *cells):
    """Return the text of a notebook with one code cell for each of `cells`."""
    body = "\n\n".join(f"```{{code-cell}} ipython3\n{textwrap.dedent(cell).strip()}\n```" for cell in cells)
    return f"{HEAD}# {title}\n\nA formula $x^2$.\n\n{body}\n"


def write(folder, **lessons):
    """Write the course; `lessons` replaces the texts of ``one`` and ``two``."""
    texts = {
        "_config.yml": CONFIG,
        "requirements.txt": "numpy==1\n",
        "_toc.yml": TOC,
        "book/index.md": INDEX,
        "data/table.csv": "year,value\n2020,1\n",
        "lessons/01_one.md": lessons.get("one", lesson("One\n\n*第一*", "print('one', 6 * 7)")),
        "lessons/02_two.md": lessons.get("two", lesson("Two", "print(open('../data/table.csv').read())")),
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
