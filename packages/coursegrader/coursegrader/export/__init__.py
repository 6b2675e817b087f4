"""Grades for other systems, as nbgrader export plugins.

``nbgrader export --exporter=coursegrader.export.CanvasExport --to=canvas.csv``, and likewise ``MoodleExport``
and ``QuestionsExport``;
nbgrader's own CSV needs no plugin: ``nbgrader export``. The command ``coursegrader exercise export`` calls the same.
"""

from coursegrader.export.canvas import CanvasExport
from coursegrader.export.moodle import MoodleExport
from coursegrader.export.questions import QuestionsExport

__all__ = ["CanvasExport", "MoodleExport", "QuestionsExport"]
