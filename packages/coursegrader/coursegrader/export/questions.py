"""Scores and comments by question as CSV, for a spreadsheet or a program of one's own."""

from __future__ import annotations

from typing import Any

from nbgrader.plugins import ExportPlugin

from coursegrader.export.scores import questions, safe, table

COLUMNS = (
    "assignment",
    "question",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "score",
    "max_score",
    "from_tests",
    "from_a_person",
    "waits_for_a_person",
)


class QuestionsExport(ExportPlugin):
    """One row for each question of each submission; penalties for lateness are not in it."""

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names (``questions.csv`` by default)."""
        count = 0
        with table(self.to or "questions.csv") as out:
            out.writerow(COLUMNS)
            for student, name, cells in questions(gradebook, students=self.student, assignments=self.assignment):
                person = [safe(text) for text in (student.id, student.last_name, student.first_name, student.email)]
                for question, grade in sorted(cells.items()):
                    numbers = (grade.score, grade.max_score, grade.auto_score, grade.manual_score)
                    shown = ["" if number is None else f"{number:g}" for number in numbers]
                    waits = "yes" if grade.needs_manual_grade else "no"
                    out.writerow([name, question, *person, *shown, waits])
                    count += 1
        self.log.info("Exported %d scores to %s", count, self.to or "questions.csv")
