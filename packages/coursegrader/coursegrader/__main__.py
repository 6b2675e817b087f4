"""The command ``coursegrader``."""

import click

from .commands import exercise, feedback, grade, hand_in, mark, similar


@click.group()
@click.version_option(package_name="coursegrader")
def main():
    """Exercises from one author file: copies, grading in a sandbox, grade book, exports."""


for verb in (exercise, grade, mark, feedback, similar, hand_in):
    main.add_command(verb)

if __name__ == "__main__":
    main()
