"""The command ``coursegrader``."""

from __future__ import annotations

import click

from .commands import exercise, feedback, grade, hand_in, mark, similar


@click.group()
@click.version_option(package_name="coursegrader")
def main() -> None:
    """Exercises from one author file: copies, grading in a sandbox, grade book, exports."""


for verb in (exercise, grade, mark, feedback, similar, hand_in):
    main.add_command(verb)

if __name__ == "__main__":
    main()
