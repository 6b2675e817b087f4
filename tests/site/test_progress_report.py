"""Readers' saved files become a table of items; what is no such file is named and stops nothing."""

import csv
import json
import random

from click.testing import CliRunner
from coursebook.commands import questions
from coursebook.progress import report


def saved(checks, read=()):
    """A file as the page saves it; ``checks`` by item of lesson 2: (passed, tries)."""
    time = "2026-01-31T08:15:00.000Z"
    made = {
        f"2/{item}": {"lesson": "2", "item": item, "tries": tries, "passed": passed, "given": "1", "time": time}
        for item, (passed, tries) in checks.items()
    }
    lessons = {lesson: {"lesson": lesson, "read": True, "end": True, "seconds": 60, "time": time} for lesson in read}
    return json.dumps({"kind": "course progress", "version": 1, "saved": time, "read": lessons, "checks": made})


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_two_files_of_one_reader_are_joined_and_others_stay_apart(tmp_path):
    put(tmp_path, "ann/progress.json", saved({"gap": (False, 4), "mean": (True, 1)}, read=["1"]))
    put(tmp_path, "ann/progress (1).json", saved({"gap": (True, 2)}, read=["2"]))
    put(tmp_path, "bo.json", saved({"gap": (False, 1)}, read=["2"]))
    put(tmp_path, "bo (1).json", saved({"mean": (False, 3), "seen": (False, 0)}))
    found = report.gather(tmp_path)
    assert found.read == {"ann": {"1", "2"}, "bo": {"2"}}
    assert found.checks["ann"]["2/gap"] == {"passed": True, "tries": 4}
    assert report.rows(found) == [["2", "gap", 2, 2, 1, "2.5", "", ""], ["2", "mean", 2, 2, 1, "2", "", ""]]


def test_an_item_that_those_who_know_more_miss_is_named(tmp_path):
    chance = random.Random(3)
    for number in range(120):
        ability = chance.gauss(0, 1)
        right = {f"item{n}": chance.gauss(0, 1) < ability for n in range(8)}
        right["wrong-key"] = not right.pop("item7")
        put(tmp_path, f"r{number}.json", saved({item: (passed, 1) for item, passed in right.items()}))
    flagged = {row[1]: row[-1] for row in report.rows(report.gather(tmp_path)) if row[-1]}
    assert set(flagged) == {"wrong-key"}
    assert "look at the key" in flagged["wrong-key"]


def test_the_command_names_what_it_leaves_out_and_writes_a_table(tmp_path):
    folder = tmp_path / "files"
    put(folder, "ann.json", saved({"=1+1": (True, 1)}, read=["2"]))
    wrong = {"kind": "course progress", "version": 1, "read": {}, "checks": {"2/a": {"passed": 1, "tries": 1}}}
    texts = {"broken.json": "{", "other.json": "[]", "wrong.json": json.dumps(wrong), "notes.txt": "x"}
    texts["newer.json"] = saved({}).replace('"version": 1', '"version": 2')
    texts["\x1b[2J.json"] = "{"
    texts["tries.json"] = saved({"a": (True, -1)})
    for name, text in texts.items():
        put(folder, name, text)
    (folder / "link.json").symlink_to(folder / "ann.json")
    done = CliRunner().invoke(questions, ["progress", str(folder), "--to", str(tmp_path / "out.csv")])
    assert done.exit_code == 0, done.output
    for name in (*texts, "link.json"):
        assert f"{name!r} is left out: " in done.output
    assert "passed must be true or false" in done.output and "this command reads version 1" in done.output
    assert "\x1b" not in done.output
    assert f"1 readers, 1 lessons read, 1 items tried: {tmp_path / 'out.csv'}" in done.output
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        header, row = csv.reader(file)
    assert tuple(header) == report.COLUMNS
    assert row[:5] == ["2", "'=1+1", "1", "1", "1"]
