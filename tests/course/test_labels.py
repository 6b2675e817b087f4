"""A sentence that names a document, an authority or a rule of policy has its label near by."""

import re

import pytest

# Words that a sentence on China's policy can hardly do without.
POLICY = re.compile(
    r"State Council|Ministr(?:y|ies) of|\bthe Resolution\b|\bArticles? \d|Central Committee|NDRC|Action Plan|"
    r"National New-type|Five-Year Plan|hukou reform|settle(?:ment)? (?:limits|rules|threshold)|residence permit|"
    r"land-use rights|\bquotas?\b|points (?:system|channel)"
)
LABEL = re.compile(r"\[[OCEDM]\]")
REACH = 2  # sentences that a label closes together with its own
NOT_PROSE = re.compile(r"\s*(?:#|\||`{3}|:{3}|- \[|\$\$)")
# What the course says about itself, its tables and its reading, and no statement on policy.
ABOUT_THE_COURSE = (
    "There is no estimate of $\\rho$ for the reforms of the Resolution.",
    "Part of the texts on finance and land (Articles 17 and 23) we could not confirm word by word",
    "*Thresholds for settling have fallen, on average.*",
)


def sentences(text):
    """Yield (section, sentence, the text that a label of it may stand in) of all prose of a lesson."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"^(`{3,})\{code-cell\}.*?^\1\s*$", "", text, flags=re.S | re.M)
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        title, _, body = section.partition("\n")
        for block in re.split(r"\n\s*\n|\n(?=- )", body):
            if NOT_PROSE.match(block):
                continue
            parts = re.split(r"(?<=[.!?])\s+(?!\[[OCEDM]\])", " ".join(block.split()))
            for place, part in enumerate(parts):
                yield title, part, " ".join(parts[place : place + 1 + REACH])


def unlabelled(text):
    return [
        f"{title}: {sentence}"
        for title, sentence, near in sentences(text)
        if title not in ("Exercises", "Readings")
        and POLICY.search(sentence)
        and not sentence.endswith("?")
        and not LABEL.search(near)
        and not sentence.startswith(ABOUT_THE_COURSE)
    ]


def test_sentences_on_policy_say_where_they_come_from(lesson):
    assert not unlabelled(lesson.read_text("utf-8"))


@pytest.mark.parametrize("label", ["[O]", "[E]", ""])
def test_a_missing_label_is_noticed(label):
    text = (
        f"## A puzzle to begin with\n\nIn 2014 the State Council lifted the limits. {label}\n\nNobody knows why. [M]\n"
    )
    assert bool(unlabelled(text)) == (not label)
