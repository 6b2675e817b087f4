"""What students may not see before they hand in: model answers, mark schemes, marking examples, hidden tests."""

import html
import re

from coursegrader.authoring import regions, source

from .conftest import ROOT

EXERCISES = sorted((ROOT / "exercises").glob("*/exercise.md"))
OF_LESSONS = [path for path in EXERCISES if (ROOT / "lessons" / f"{path.parent.name}.md").is_file()]
WORKSHOPS = [path for path in EXERCISES if re.match(r"\d\d_workshop_\d_", path.parent.name)]
SHORTEST = 40


def dense(text):
    """Return text without white space, tags and entities, so that neither wrapping nor markup hides a sentence."""
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def secrets(hidden_tests=False):
    """Return, for all exercises, the beginnings of sentences and lines that only instructors have."""
    found = {}
    for path in EXERCISES:
        exercise = source.read(path)
        texts = [path.with_name("marking.md").read_text("utf-8").split("\n", 4)[-1]]
        texts += [mark.full_marks for mark in exercise.marks.values() if mark.full_marks]
        for index, cell in enumerate(exercise.notebook.cells):
            mark = exercise.marks.get(index)
            if mark and mark.kind == "essay":
                texts += regions.bodies(cell.source, regions.SOLUTION)
            if hidden_tests:
                texts += regions.bodies(cell.source, regions.HIDDEN_TESTS)
        public = dense(exercise.notebook.cells[0].source)
        for line in "\n".join(texts).split("\n"):
            squeezed = re.sub(r"\s+", "", line.strip("> "))
            if len(squeezed) >= SHORTEST and squeezed not in public:
                found[squeezed[: 2 * SHORTEST]] = exercise.slug
    return found
