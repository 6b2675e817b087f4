"""The CSV file that Moodle reads under Grades, Import, CSV file."""

from __future__ import annotations

from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum, Unicode

from coursegrader.export.scores import question_names, questions, safe, scores, table


class MoodleExport(ExportPlugin):
    """One row for each student: what identifies the user, then a column for each grade item.

    The import form maps the columns once: the first to *ID number*, *Email address* or *Username*, each other one to
    a grade item. An empty mark is ``-``, which Moodle leaves alone.
    """

    key = Enum(("idnumber", "email", "username"), "idnumber", help="what the first column holds").tag(config=True)
    by_question = Bool(False, help="whether each question gets a column of its own too").tag(config=True)
    separator = Enum((",", ";", "\t"), ",", help="what stands between the columns").tag(config=True)
    empty = Unicode("-", help="what stands for no mark").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names (``moodle.csv`` by default).

        Raises
        ------
        ValueError
            If students are to be found by email and one has none.
        """
        rows = list(scores(gradebook, students=self.student, assignments=self.assignment))
        names = list(rows[0][1]) if rows else []
        parts = question_names(gradebook, names) if self.by_question else []
        each = questions(gradebook, students=self.student, assignments=self.assignment) if parts else ()
        found = {
            (student.id, name, cell): grade.score for student, name, cells in each for cell, grade in cells.items()
        }
        lacking = [student.id for student, _ in rows if self.key == "email" and not student.email]
        if lacking:
            raise ValueError(f"no email address of: {', '.join(lacking)}; add it to the roster, or use another key")
        with table(self.to or "moodle.csv", delimiter=self.separator) as out:
            out.writerow([self.key, *names, *(f"{name}: {question}" for name, question, _ in parts)])
            for student, row in rows:
                scored = [row[name] for name in names] + [found.get((student.id, *part[:2])) for part in parts]
                marks = [self.empty if score is None else f"{score:.2f}" for score in scored]
                out.writerow([safe(student.email if self.key == "email" else student.id), *marks])
        self.log.info("Exported %d students to %s", len(rows), self.to or "moodle.csv")
