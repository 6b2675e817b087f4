"""From one author file to the student copy, the instructor copy, the solution page and the web items of an exercise."""

from reformlab.grading.authoring.builder import build
from reformlab.grading.authoring.source import Exercise, read

__all__ = ["Exercise", "build", "read"]
