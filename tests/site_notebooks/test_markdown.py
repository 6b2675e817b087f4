import pytest
from coursebook.notebooks import Bibliography, NotebookError, links, to_plain_markdown

BIB = """
@article{liu2024, author = {Liu, Wei}, title = {Reform dividend}, journal = {J}, year = {2024}, doi = {10.1/x.y}}
@article{au2006, author = {Au, Chun-Chung and Henderson, J. Vernon}, title = {Too small?}, journal = {R}, year = {2006}}
@article{tombe2019, author = {Tombe, Trevor and Zhu, X. and Third, A.}, title = {Trade}, journal = {A}, year = {2019}}
@misc{nbs2021a, author = {{National Bureau}}, title = {Bulletin one}, year = {2021}, titleaddon = {公报}}
@misc{nbs2021b, author = {{National Bureau}}, title = {Bulletin two}, year = {2021}}
"""


@pytest.fixture(scope="module")
def bib(tmp_path_factory):
    path = tmp_path_factory.mktemp("bib") / "references.bib"
    path.write_text(BIB, "utf-8")
    return Bibliography(path)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Plain *text* with `code` and $x_1$.", "Plain *text* with `code` and $x_1$."),
        ("Said {cite:p}`liu2024` [C].", "Said (Liu 2024) [C]."),
        ("Twice [D]: once,\n[O]: more", "Twice [D]: once,\n[O]: more"),
        ("Said {cite}`liu2024,\nau2006`.", "Said (Liu 2024; Au and Henderson 2006)."),
        ("{cite:t}`tombe2019` show", "Tombe et al. (2019) show"),
        ("{cite:author}`liu2024` in {cite:year}`liu2024`", "Liu in 2024"),
        ("{cite}`nbs2021b`", "(National Bureau 2021b)"),
        ("The gap is {glue:text}`gap` or {glue:text}`gap:.2f`.", "The gap is 261.0 or 261.00."),
        ("code `` {cite}`x` `` stays, so does `{ref}`", "code `` {cite}`x` `` stays, so does `{ref}`"),
        ("{math}`a+b` {sub}`2` {abbr}`GDP (output)` {kbd}`Tab`", "$a+b$ <sub>2</sub> GDP (output) <kbd>Tab</kbd>"),
        ("{term}`resident rate` and {term}`the rate <resident rate>`", "resident rate and the rate"),
        ("$5 is \\$5 and [a](https://x.org/y_(z))", "\\$5 is \\$5 and [a](<https://x.org/y_(z)>)"),  # else a formula
        ("p\\* is \\_x\\_ \\[y\\](z), 1 < 2 &amp; 3", "p\\* is \\_x\\_ \\[y\\](z), 1 < 2 & 3"),
        ("From <https://x.org>, [*y*](https://y.org 'z')", 'From <https://x.org>, [*y*](https://y.org "z")'),
        (
            "<https://x.org>, [](https://y.org), [*y*](https://y.org)",
            "<https://x.org>, <https://y.org>, [*y*](https://y.org)",
        ),
        ("<project:#the-place>, [](#the-place) and [it](#the-place)", "the place, the place and it"),
        ("[page](../book/none.md#there) <b>x</b>", "page <b>x</b>"),
        ("Total\n{glue}`five`. Next", "Total\n5\\. Next"),  # else a list
        ("[words]{.small} and [go](https://x.org){.external}", "words and [go](https://x.org)"),
    ],
)
def test_inline(bib, text, want):
    assert to_plain_markdown(text, bibliography=bib, values={"gap": "261.0", "five": 5}) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("```{note}\nBe *careful*.\n```", "> **Note**\n>\n> Be *careful*."),
        (":::{admonition} My title\n:class: tip\nBody\n\n- a\n:::", "> **My title**\n>\n> Body\n>\n> - a"),
        ("::::{tip}\n:::{warning}\nInner\n:::\n::::", "> **Tip**\n>\n> > **Warning**\n> >\n> > Inner"),
        ("% comment\n(label)=\n# Title\n+++\nText", "# Title\n\nText"),
        ("```python\n{cite}`x`\n```", "```python\n{cite}`x`\n```"),
        ("```{code-block} python\n:linenos:\nx = 1\n```", "```python\nx = 1\n```"),
        ("$$\nu = K\n$$ (eq-u)\nSee {eq}`eq-u`.", "$$\nu = K \\tag{1}\n$$\n\nSee (1)."),
        ("```{math}\n:label: eq-m\nu = K\n```", "$$\nu = K \\tag{1}\n$$"),
        (
            "See {eq}`e`.\n\n- :::{note}\n  $$ a $$ (e)\n  :::",
            "See (1).\n\n- > **Note**\n  >\n  > $$\n  > a \\tag{1}\n  > $$",
        ),
        ("$$ a = b $$", "$$\na = b\n$$"),
        ("A word[^n].\n\n[^n]: The note with `code`.", "A word<sup>1</sup>.\n\n1. The note with `code`."),
        ("term\n: what it means", "**term:**\nwhat it means"),
        (
            "```{list-table} T\n:header-rows: 1\n* - a\n  - b\n* - 1\n  - 2\n```",
            "**T**\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        ('```{csv-table}\n:header: a,b\n1,"x, y"\n```', "| a | b |\n|---|---|\n| 1 | x, y |"),
        ("```{csv-table} T\n1,2\n```", "**T**\n\n|  |  |\n|---|---|\n| 1 | 2 |"),
        ("```{list-table}\n* - a `b|c`\n  - - d\n```", "|  |  |\n|---|---|\n| a `b\\|c` | - d |"),
        ("|a|b|c|\n|:-|-:|:-:|\n|1|2|x\\|y|", "| a | b | c |\n|:---|---:|:---:|\n| 1 | 2 | x\\|y |"),
        (
            "```{figure} a.png\n---\nalt: >\n  A *long*\n  word\nname: fig\n---\nOne line\n```",
            "![A *long* word](a.png)\n\n*One line*",
        ),
        ("```{figure} a.png\n:alt: A\n:name: x\n\nOne\nline\n```", "![A](a.png)\n\nOne\nline"),
        (":::\nIn a *box*\n:::", "In a *box*"),
        ("# A {glue}`gap`\n\n> quoted {cite}`liu2024`\n\n---", f"# A 261.0\n\n> quoted (Liu 2024)\n\n{'_' * 70}"),
        ("- a\n- b\n\n  {glue}`gap`\n\n+ c", "- a\n\n- b\n\n  261.0\n\n* c"),
        ("\\begin{align}\na\n\\end{align}", "\\begin{align}\na\n\\end{align}"),
        ("<div>\n<b>x</b>\n</div>", "<div>\n<b>x</b>\n</div>"),
        ("````{tab-set}\n```{tab-item} One\nFirst\n```\n````", "**One**\n\nFirst"),
        ("```{dropdown} More\nHidden\n```", "<details>\n<summary>More</summary>\n\nHidden\n\n</details>"),
        ("```{glossary}\nhukou\n  registration\n```", "**hukou:**\nregistration"),
        ("```{glossary}\na\nb\n  *one*\n\n  two\n```", "**a:**\n\n**b:**\n*one*\n\ntwo"),
        ("```{toctree}\na\n```\nText", "Text"),
        (
            "1. one\n\n   ```{note}\n   In a list\n   ```\n2. two",
            "1. one\n\n   > **Note**\n   >\n   > In a list\n\n2. two",
        ),
        ("## Two\n```{reading} Critical\nText [E].\n```", "## Two\n\n### Critical reading\n\nText [E]."),
        ("```{claim} P01\nPeople first.\n```", "> **Claim P01**\n>\n> People first. [C]"),
        ("```{claim} P01\nPeople first. [C]\n```", "> **Claim P01**\n>\n> People first. [C]"),
        ("| a | b |\n|---|---|\n| {glue}`gap` | 2 |", "| a | b |\n|---|---|\n| 261.0 | 2 |"),
    ],
)
def test_blocks(bib, text, want):
    assert to_plain_markdown(text, bibliography=bib, values={"gap": "261.0"}) == want


def test_number_item():
    text = "```{check-number} gap\n:answer: {glue}gap\n:tolerance: 2%\n:unit: %\n:hint: Look *up*.\n"
    text += ":wrong: 3 :: Too small.\nHow much?\n:::{solution}\nLike this.\n:::\n```"
    found = to_plain_markdown(text, values={"gap": "61.5"})
    assert found == (
        "**Check yourself 1.** How much?\n\n*Your answer (%):*\n\n"
        "<details>\n<summary>Hint</summary>\n\nLook *up*.\n\n</details>\n\n"
        "<details>\n<summary>Worked answer</summary>\n\nAnswer: 61.5%, give or take 2%\n\nLike this.\n\n"
        "- **If you found 3:** Too small.\n\n</details>"
    )


def test_choice_and_label_items():
    text = "```{check-choice} a\nWhich?\n- [ ] one :: no\n- [x] % of two :: yes\n```\n\n"
    text += "```{check-label} b\n:labels: near, far\nSort.\n- [near] here :: close\n- [far] there :: away\n```"
    found = to_plain_markdown(text)
    assert "**Check yourself 1.** Which?\n\n*Choose one answer.*\n\n- **A** one\n- **B** % of two\n" in found
    assert "- **A: wrong.** no\n- **B: right.** yes" in found
    assert "**Check yourself 2.** Sort." in found
    assert "1. here\n2. there" in found
    assert "1. **near** close\n2. **far** away" in found


def test_a_guess_has_a_line_and_comes_again_with_the_answer():
    text = "```{guess} left\n:answer: {glue}gap\n:unit: percent\nHow *much*?\n```\n\n"
    text += "```{guess} which\nWhich?\n- [ ] one\n- [x] *two*\n```\n\n"
    text += "```{guess-again} left\nAnd why?\n```\n\n```{guess-again} which\n```"
    assert to_plain_markdown(text, values={"gap": "2.6"}) == (
        "**Your guess first.** How *much*?\n\n______ percent\n\n**Your guess first.** Which?\n\n- one\n- *two*\n\n"
        "**Your guess again.** How *much*?\n\nThe lesson finds: 2.6 percent\n\nAnd why?\n\n"
        "**Your guess again.** Which?\n\nThe lesson finds: *two*"
    )


def test_labels_are_known_by_their_heading_or_first_words():
    text = "---\nkernelspec: {name: python3}\n---\n(a)=\n(b)=\n# Two *words* {glue}`gap`\n\n(c)=\n% a comment\n"
    text += "```{admonition} The *box*\n:name: d\nBody\n```\n\n(e)=\n- An item\n\n(f)=\n$$x$$\n\n## Last\n"
    text += "```{note}\n---\nlabel: g\n---\n\nFirst *line*\nsecond\n```\n\n```{tip}\nNo label\n```\nNothing\n"
    course = links.Course(site="https://x.org/")
    links.scan("book/one", text, course)
    links.scan("book/two", "No title\n\n## Here\n\n## There\n", course)
    links.scan("three", "```{note}\n```\n", course)
    found = {label: (place.title, place.anchor) for label, place in course.labels.items()}
    first = ("Two words gap", "#Two-words-gap")
    assert found == {
        **{"a": first, "b": first, "c": ("The box", ""), "d": ("The box", "")},
        **{"e": ("An item", ""), "f": ("f", ""), "g": ("First line", "")},
    }
    assert course.titles == {"book/one": "Two words gap", "book/two": "Here", "three": "three"}
    assert course.resolve("book/one", "../three.md") == course.resolve("x/y", "/three") == "three"
    assert course.resolve("book/one", "two.md") == "book/two" and course.resolve("three", "two.md") is None
    assert course.link("", "book/two", "three", "#Here") == "[Here](https://x.org/book/two.html)"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("```{sparkle}\nx\n```", "the directive {sparkle} is not known"),
        ("{sparkle}`x`", "the role {sparkle}"),
        ("{cite}`nobody1900`", "citation: 'nobody1900' is not in"),
        ("{glue:text}`nothing`", "no glued value 'nothing'; glued there: gap"),
        ("{glue:text}`gap:.1f`", "glued value 'gap' is 'wide'"),
        ("{eq}`none`", "no equation of this notebook has the label 'none'"),
        ("{{ other }}", "no substitution 'other'"),
        ("[^none]", "the footnote [^none] has no text"),
        ("```{check-number} x\n:answer: lots\nQ\n```", "answer 'lots' is not a finite number"),
    ],
)
def test_errors_name_what_is_not_understood(bib, text, words):
    with pytest.raises(NotebookError) as error:
        to_plain_markdown(text, bibliography=bib, values={"gap": "wide"}, name="02.md")
    assert words in str(error.value)


def test_missing_bibliography_is_named(tmp_path):
    with pytest.raises(NotebookError, match=r"none\.bib is not a file"):
        Bibliography(tmp_path / "none.bib")


def test_references_are_sorted_and_carry_link_and_original_title(bib):
    lines = bib.references(["nbs2021a", "liu2024", "au2006", "liu2024"]).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("- Chun-Chung Au and J. Vernon Henderson.")
    assert "[doi:10.1/x.y](https://doi.org/10.1/x.y)" in lines[1]
    assert lines[2].endswith("公报")
