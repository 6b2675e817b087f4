"""The CSV file that Canvas imports into its gradebook."""

from __future__ import annotations

from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Dict, Unicode

from coursegrader.export.scores import full_name, question_names, questions, safe, scores, table


class CanvasExport(ExportPlugin):
    """Columns ``Student, ID, SIS User ID, SIS Login ID, Section``, then one for each assignment.

    With ``by_question`` further columns follow, one for each question; Canvas would make an assignment of each.
    Canvas finds an assignment by ``title (id)``; without the id it makes a new one. It finds a student by the first
    of the three ids that is filled in.
    """

    assignments = Dict({}, help="nbgrader's name of an assignment -> [title in Canvas, id in Canvas]").tag(config=True)
    section = Unicode("", help="the section of all students").tag(config=True)
    by_question = Bool(False, help="whether each question gets a column of its own too").tag(config=True)
    points_possible = Bool(True, help="whether to write the row with the points possible").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the file that ``--to`` names (``canvas.csv`` by default)."""
        rows = list(scores(gradebook, students=self.student, assignments=self.assignment))
        names = list(rows[0][1]) if rows else []
        titles = [self._title(name) for name in names]
        parts = question_names(gradebook, names) if self.by_question else []
        titles += [f"{name}: {question}" for name, question, _ in parts]
        each = questions(gradebook, students=self.student, assignments=self.assignment) if parts else ()
        found = {
            (student.id, name, cell): grade.score for student, name, cells in each for cell, grade in cells.items()
        }
        with table(self.to or "canvas.csv") as out:
            out.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles])
            if self.points_possible:
                possible = [f"{gradebook.find_assignment(name).max_score:.2f}" for name in names]
                possible += [f"{points:.2f}" for _, _, points in parts]
                out.writerow(["    Points Possible", "", "", "", "", *possible])
            for student, row in rows:
                scored = [row[name] for name in names] + [found.get((student.id, *part[:2])) for part in parts]
                marks = ["" if score is None else f"{score:.2f}" for score in scored]
                login = safe(student.email.split("@")[0] if student.email else student.id)
                ids = [safe(student.lms_user_id), safe(student.id), login]
                out.writerow([safe(full_name(student)), *ids, safe(self.section), *marks])
        self.log.info("Exported %d students to %s", len(rows), self.to or "canvas.csv")

    def _title(self, name):
        if name not in self.assignments:
            return name
        title, number = self.assignments[name]
        return f"{title} ({number})"
