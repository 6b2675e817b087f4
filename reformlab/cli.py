"""The command ``reformlab``: one verb a job; each room keeps its verbs in ``commands.py``, this file lists them."""

from importlib import import_module

import click

VERBS = {
    "data": ("reformlab.data.commands:data", "List, describe, check and refresh the tables."),
    "site": ("coursebook.commands:site", "Build and serve the book."),
    "questions": ("coursebook.commands:questions", "Write the check-yourself items for Moodle, Canvas or Blackboard."),
    "exercise": ("coursegrader.commands:exercise", "Build and check the exercises."),
    "grade": ("coursegrader.commands:grade", "Grade a folder of submissions."),
}


class _Rooms(click.Group):
    """Load a room only when its verb is called, so that ``reformlab --help`` stays quick."""

    def list_commands(self, ctx):
        return list(VERBS)

    def get_command(self, ctx, name):
        if name not in VERBS:
            return None
        module, attribute = VERBS[name][0].split(":")
        return getattr(import_module(module), attribute)

    def format_commands(self, ctx, formatter):
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.command(cls=_Rooms)
@click.version_option(package_name="reformlab")
def main():
    """Second Urbanization: data, site, exercises and grading of the course."""


if __name__ == "__main__":
    main()
