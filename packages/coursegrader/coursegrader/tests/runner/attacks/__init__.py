"""Malicious submissions by kind. Each is the code of an answer cell; ``{...}`` fields are filled in by the tests.

They attack the sandbox on this machine alone: files made by the tests, and listeners on the loopback address.
"""

from . import bending, escaping, exhausting, forging, reading

ALL = {
    f"{room.__name__.rsplit('.', 1)[-1]}: {name}": code
    for room in (reading, bending, forging, escaping, exhausting)
    for name, code in room.ATTACKS.items()
}
