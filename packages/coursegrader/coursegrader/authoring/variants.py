"""Variants: the same question with other numbers for each student, drawn from a key and reproducible.

Front matter of an exercise::

    variants:
      year: {choose: [2005, 2010, 2015]}
      rate: {from: 0.02, to: 0.06, step: 0.01}

A draw is ``options[HMAC-SHA256(key, "assignment|student|name") mod len(options)]``. A course with a key gives every
student a copy of their own; without one the copy asks for the student's number and draws with an empty key. The grader
always draws for the identity of the submission, never for a number typed in the notebook.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coursegrader import plain
from coursegrader.words import said

GRADE_ID = plain.VARIANT_ID
_CELL = """\
# {told}
import hashlib
import hmac

student = "1"


def draw(name, options):
    digest = hmac.new(b"", f"{assignment}|{{student}}|{{name}}".encode(), hashlib.sha256).digest()
    return options[int.from_bytes(digest[:8], "big") % len(options)]


"""


class VariantError(ValueError):
    """A variant that cannot be drawn from; the message names the parameter."""


@dataclass(frozen=True)
class Variant:
    """One parameter that differs between students, and the values it may take."""

    name: str
    options: tuple


def declare(table: Mapping[str, Any] | None) -> tuple[Variant, ...]:
    """Read the ``variants:`` table of an exercise's front matter."""
    if not table:
        return ()
    if not isinstance(table, dict):
        raise VariantError("variants should be a table of names, each with choose: [...] or from, to, step")
    return tuple(_declare_one(name, rule) for name, rule in table.items())


def _declare_one(name, rule) -> Variant:
    if not str(name).isidentifier():
        raise VariantError(f"{name!r} is no Python name")
    if isinstance(rule, dict) and set(rule) == {"choose"} and isinstance(rule["choose"], list):
        options = tuple(tuple(option) if isinstance(option, list) else option for option in rule["choose"])
    elif isinstance(rule, dict) and set(rule) == {"from", "to", "step"}:
        numbers = [rule["from"], rule["to"], rule["step"]]
        if not all(isinstance(number, int | float) and math.isfinite(number) for number in numbers) or numbers[2] <= 0:
            raise VariantError(f"{name}: from, to and step should be numbers, step above 0; they are {numbers}")
        count = int((numbers[1] - numbers[0]) / numbers[2] + 1e-9) + 1
        options = tuple(_tidy(numbers[0] + index * numbers[2]) for index in range(count))
    else:
        raise VariantError(f"{name}: give choose: [values], or from, to and step; it says {rule!r}")
    if len(options) < 2:
        raise VariantError(f"{name}: at least two values are needed, there are {len(options)}")
    return Variant(str(name), options)


def _tidy(number):
    return number if isinstance(number, int) else float(f"{number:.12g}")


def draw(variants: Sequence[Variant], assignment: str, student: str, key: bytes = b"") -> dict:
    """Return the values of one student: the same for the same key, assignment and student, on every machine."""
    values = {}
    for variant in variants:
        digest = hmac.new(key, f"{assignment}|{student}|{variant.name}".encode(), hashlib.sha256).digest()
        values[variant.name] = variant.options[int.from_bytes(digest[:8], "big") % len(variant.options)]
    return values


def typed_cell(variants: Sequence[Variant], assignment: str) -> str:
    """Return the cell of the copy for everyone: the student types a number and gets the draws of the empty key."""
    lines = [f"{variant.name} = draw({variant.name!r}, {list(variant.options)!r})" for variant in variants]
    shown = ", ".join(f"{variant.name}={{{variant.name}!r}}" for variant in variants)
    told = said("Your own numbers. Type your student number between the quotes, then run this cell.")
    head = _CELL.format(assignment=assignment, told=told)
    return head + "\n".join(lines) + f'\nprint(f"{said("Your numbers")}: {shown}")'


def given_cell(values: dict) -> str:
    """Return the cell of one student's own copy, and of the copy that is graded: the values as plain assignments."""
    lines = [f"{name} = {value!r}" for name, value in values.items()]
    return f"# {said('Your own numbers: they differ from student to student.')}\n" + "\n".join(lines)
