"""The command ``coursegrader``."""

import click

from .commands import exercise, grade


@click.group()
@click.version_option(package_name="coursegrader")
def main():
    """Exercises from one author file: copies, grading in a sandbox, grade book, exports."""


main.add_command(exercise)
main.add_command(grade)

if __name__ == "__main__":
    main()
