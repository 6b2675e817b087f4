"""From one author file to the student copy, the instructor copy, the solution page and the web items of an exercise."""

from coursegrader.authoring.builder import build
from coursegrader.authoring.source import Exercise, read

__all__ = ["Exercise", "build", "read"]
