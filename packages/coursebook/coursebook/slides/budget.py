"""Choose the slides that fit a class. What is left out moves into the notes of the slide before it: nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursebook.slides.cut import Slide

MOST = 25
# What goes first, and how many of its kind stay; kinds that are not named stay whole.
_ROUNDS = (
    ("text", 5), ("check", 2), ("table", 2), ("equation", 1), ("claim", 1), ("misconception", 1), ("code", 0),
    ("text", 1), ("check", 0), ("table", 0),
)  # fmt: skip


def fit(slides: list[Slide], most: int = MOST, checks: int = 3) -> list:
    """Return at most `most` slides, in their order.

    Parameters
    ----------
    slides : list of Slide
        Those left out are added to the notes of the one before.
    most : int
    checks : int
        Questions of the page that may stay; none where there are polls.

    Returns
    -------
    list of Slide
    """
    polls = any(slide.kind == "poll" for slide in slides)
    out = set(_spare_checks(slides, 0 if polls else checks))
    for kind, stay in _ROUNDS:
        found = [at for at, slide in enumerate(slides) if slide.kind == kind and at not in out]
        need = min(len(slides) - len(out) - most, len(found) - stay)
        # those that show least first: a short text is soon said
        out |= set(sorted(found, key=lambda at: len(slides[at].body))[: max(0, need)])
    kept = []
    for at, slide in enumerate(slides):
        if at in out and kept:
            kept[-1].notes += [f"<h4>{slide.title}</h4>", slide.body, *slide.notes]
        else:
            kept.append(slide)
    return kept


def _spare_checks(slides, most):
    """Return the places of the questions beyond `most`; choices stay before numbers, spread over the lesson."""
    places = [at for at, slide in enumerate(slides) if slide.kind == "check"]
    choices = [at for at in places if "<ol" in slides[at].body] or places
    step = max(1, len(choices) // most) if most else 1
    stay = set(choices[::step][:most])
    return [at for at in places if at not in stay]
