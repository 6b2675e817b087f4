"""The instructors' pages that are made from what stands beside the exercises."""

import re
import sys

import livefigure
import pytest
import yaml

from .conftest import ROOT
from .withheld import dense, secrets

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from second_urbanization import teaching  # noqa: E402

FOLDERS = sorted((ROOT / "exercises").glob("[0-9]*"))


@pytest.fixture(scope="module")
def pages():
    return {"tasks": teaching.tasks(FOLDERS), "in_class": teaching.in_class(FOLDERS)}


def test_every_task_every_error_and_every_lesson_is_on_them(pages):
    told = [folder for folder in FOLDERS if (folder / "tasks.yml").exists()]
    assert told
    of_lessons = [folder for folder in told if (folder / "in_class.md").exists()]
    for folder in of_lessons:
        assert f"## Lesson {int(folder.name[:2])}\n\n{{doc}}`/lessons/{folder.name}`" in pages["in_class"]
    for folder in told:
        for row in yaml.safe_load((folder / "tasks.yml").read_text("utf-8")):
            assert f"| `{row['task']}` | {row['tests'].split(',')[0][:20]}" in pages["tasks"]
    rows = [row for folder in told for row in yaml.safe_load((folder / "wrong.yml").read_text("utf-8"))]
    errors = pages["tasks"].split("| Task | Common error | The student is told |\n|---|---|---|\n")[1:]
    assert sum(part.partition("\n\n")[0].count("\n| ") + 1 for part in errors) == len(rows)
    assert "|  |\n" not in pages["tasks"]  # every error has what the student is told
    assert pages["in_class"].count("### Poll") == 2 * len(of_lessons)


def test_they_speak_the_language_of_an_edition(monkeypatch):
    before = livefigure.language()
    livefigure.set_language("zh")
    try:
        monkeypatch.setattr(teaching, "tr", lambda text: f"字{text}")
        page = teaching.tasks(FOLDERS[:1])
        told = {teaching._cell(f"字{text}") for name, text in teaching.texts(ROOT) if FOLDERS[0].name in name}
    finally:
        livefigure.set_language(before)
    assert len(told) > 20 and not [text for text in told if text not in page]
    errors = page.partition("字The student is told |\n|---|---|---|\n")[2].strip().splitlines()
    assert [row for row in errors if re.search("[\u4e00-\u9fff]", row.split(" | ")[2])]  # messages of all exercises


def test_nothing_on_them_is_withheld(pages):
    text = dense("\n".join(pages.values()))
    assert not [line for line in secrets(hidden_tests=True) if line in text]
    for folder in FOLDERS:
        path = folder / "wrong.yml"
        for row in yaml.safe_load(path.read_text("utf-8")) if path.exists() else ():
            codes = [row["code"]] if isinstance(row["code"], str) else [code for code in row["code"] if code]
            lines = [dense(line) for code in codes for line in code.splitlines()]
            assert not [line for line in lines if len(line) >= 25 and line in text], row["slip"]


def test_they_are_written_where_there_are_exercises_and_only_when_they_changed(tmp_path):
    assert teaching.write(tmp_path) == []
    folder = tmp_path / "exercises" / "01_small"
    folder.mkdir(parents=True)
    (tmp_path / "book" / "instructor").mkdir(parents=True)
    (folder / "in_class.md").write_text("# In class\n\n## Discussion\n\nIs it?\n", "utf-8")
    assert [path.name for path in teaching.write(tmp_path)] == ["in_class.md", "tasks.md"]
    assert "### Discussion\n\nIs it?" in (tmp_path / "book/instructor/in_class.md").read_text("utf-8")
    assert teaching.write(tmp_path) == []
    (folder / "in_class.md").write_text("# In class\n\n## Discussion\n\nIs it not?\n", "utf-8")
    assert [path.name for path in teaching.write(tmp_path)] == ["in_class.md"]
