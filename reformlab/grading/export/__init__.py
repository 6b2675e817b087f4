"""Grades for other systems, as nbgrader export plugins.

``nbgrader export --exporter=reformlab.grading.export.CanvasExport --to=canvas.csv``, and likewise ``MoodleExport``;
nbgrader's own CSV needs no plugin: ``nbgrader export``. The command ``reformlab exercise export`` calls the same.
"""

from reformlab.grading.export.canvas import CanvasExport
from reformlab.grading.export.moodle import MoodleExport

__all__ = ["CanvasExport", "MoodleExport"]
