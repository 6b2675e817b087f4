"""A course of two pages with an edition in Chinese: a first page without, a lesson with code, an item, a citation."""

CONFIG = """
title: Two pages
author: tests
copyright: "2026"
only_build_toc_files: true
exclude_patterns: [".*", _build]
bibtex_bibfiles: [book/references.bib]
execute: {execute_notebooks: cache, timeout: 600, raise_on_error: true}
html: {use_multitoc_numbering: false}
latex: {use_jupyterbook_latex: false}
sphinx:
  recursive_update: false
  config:
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, coursebook.theme, sphinxcontrib.bibtex,
                 coursebook.ahead,
                 coursebook.downloads, coursebook.browserlab.extension, coursebook.directives,
                 coursebook.editions.extension, coursebook.pages,
                 coursebook.finish]
    html_theme: coursebook
    nb_ipywidgets_js: {}
    bibtex_reference_style: author_year
"""
TOC = """
format: jb-book
root: index
parts:
  - caption: Lessons
    chapters:
      - file: lessons/01_one
        title: "The first"
"""
LESSON = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3, language: python}
lesson: 1
minutes: 10
level: introductory
prerequisites: []
question: "How many people?"
---
# Counting

People are counted {cite:p}`two`; {cite:t}`two` say so. [O]

```{code-cell}
from myst_nb import glue

# The number
people = 1411.78
print("counted", people)
glue("people", f"{people:,}", display=False)
```

## What was found

There are {glue:text}`people` million {cite:p}`two`.

```{check-number} how-many
:answer: 3
:tolerance: 0.1
:wrong: 4 :: That is one too many.
How many?
```

## What follows

A last word. [O]
"""
CHINESE = """\
---
translator: tests
---

<!-- en: front-matter {front-matter} -->
question: 有多少人？

<!-- en: counting {counting} -->
# 计数

人被数过{cite:p}`two`；{cite:t}`two`这样说。[O]

<!-- en: what-was-found {what-was-found} -->
## 查得什么

共有{glue:million}`people`人{cite:p}`two`。

<!-- en: check-number:how-many {check-number:how-many} -->
```{check-number} how-many
:wrong: 0 :: 多了一个。
有多少？
```
"""
BIB = """\
@book{two,
  author = {Wang, Ying and Hu, Ming},
  title = {Counts},
  publisher = {None},
  year = {2020},
}
"""
FILES = {
    "_config.yml": CONFIG,
    "_toc.yml": TOC,
    "requirements.txt": "numpy==1\n",
    "book/references.bib": BIB,
    "index.md": "# Two pages\n\nNothing more.\n\n```{bibliography}\n```\n",
    "lessons/01_one.md": LESSON,
    "zh/edition.yml": "name: 中文\nlanguage: zh_CN\nboth: 双语\ntitle: 两页\n",
    "zh/references.yml": "two: {author: 王英 and 胡明}\n",
    "zh/termbase.csv": "en,zh,forbidden\ncount,清点,清数; 计数 (as a verb)\n",
    "zh/words.po": 'msgid "The number"\nmsgstr "人数"\n\nmsgid "The first"\nmsgstr "第一课"\n',
}


def chinese(text=LESSON):
    """Return the translation of the lesson, made from `text`; its last section is not translated."""
    from coursebook.editions import units

    made = CHINESE
    for unit in units.cut(text):
        made = made.replace(f"{{{unit.key}}}", unit.hash)
    return made


def write(folder):
    """Write the course."""
    for name, text in {**FILES, "zh/lessons/01_one.md": chinese()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
