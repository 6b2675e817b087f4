"""The command ``reformlab``: one verb a job; each room keeps its verbs in ``commands.py``, this file lists them.

It imports nothing beyond the standard library, so that the wheel alone can say which extra a verb needs.
"""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

# verb: where its command is, the extra that installs what it needs, what it does
VERBS = {
    "data": ("reformlab.data.commands:data", "tools", "List, describe, check and refresh the tables."),
    "site": ("coursebook.commands:site", "site", "Build and serve the book."),
    "edition": ("coursebook.commands:edition", "site", "Translate the course and build its editions."),
    "questions": ("coursebook.commands:questions", "site", "Check items as question banks for learning systems."),
    "exercise": ("coursegrader.commands:exercise", "grading", "Build and check the exercises."),
    "hand-in": ("coursegrader.commands:hand_in", "grading", "Check a notebook as the grader will, and pack it."),
    "grade": ("coursegrader.commands:grade", "grading", "Grade a folder of submissions."),
    "mark": ("coursegrader.commands:mark", "grading", "Mark open questions in the browser."),
    "feedback": ("coursegrader.commands:feedback", "grading", "Write the pages that go back to students."),
    "similar": ("coursegrader.commands:similar", "grading", "List submissions that are alike."),
}
OWN = ("reformlab", "livefigure")  # their modules are there, whatever is installed


def command(verb: str) -> click.Command:
    """Return the command of a verb, a ``click.Command``.

    Raises
    ------
    ModuleNotFoundError
        If a package that the verb needs is not installed.
    """
    module, name = VERBS[verb][0].split(":")
    return getattr(import_module(module), name)


def usage() -> str:
    """Return what ``reformlab --help`` prints."""
    lines = [f"  {verb:<11}{text:<52}  reformlab[{extra}]" for verb, (_, extra, text) in VERBS.items()]
    return "\n".join(
        [
            "Usage: reformlab VERB [WORDS] [--help]",
            "",
            "Data, site, exercises and grading of the course Second Urbanization.",
            "",
            f"  {'verb':<11}{'what it does':<52}  what installs it",
            *lines,
            "",
            'Nothing more is needed to import the library. For a verb:  python -m pip install "reformlab[EXTRA]"',
            "In a clone of the course:  make setup  installs all of them.",
        ]
    )


def main(words: list[str] | None = None) -> None:
    """Run one verb; the exit code is 2 if there is no such verb and 1 if what it needs is not installed.

    Parameters
    ----------
    words : list of str, optional
        The words behind ``reformlab``; by default those that the program was started with.
    """
    words = sys.argv[1:] if words is None else list(words)
    if not words or words[0] in ("--help", "-h"):
        print(usage())
        return
    if words[0] == "--version":
        print(f"reformlab, version {metadata.version('reformlab')}")
        return
    verb = words[0]
    if verb not in VERBS:
        sys.exit(_wrong(f"reformlab: no verb {verb!r}; there are {', '.join(VERBS)}", 2))
    try:
        command(verb).main(args=words[1:], prog_name=f"reformlab {verb}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] in OWN:
            raise
        need = f'python -m pip install "reformlab[{VERBS[verb][1]}]"'
        sys.exit(_wrong(f"reformlab {verb} needs {error.name}, which is not installed: {need}", 1))


def _wrong(text, code):
    print(text, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
