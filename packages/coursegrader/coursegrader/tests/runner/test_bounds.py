"""The grader's own resources are bounded: for each limit that the sandbox's page names, a submission that passes it."""

import base64
import json
import threading

import nbformat
import pytest

from coursegrader.batch.grader import Grader
from coursegrader.runner import plan as plans
from coursegrader.runner import submission
from coursegrader.runner.limits import Limits
from coursegrader.runner.server import children, proportional_memory
from tests.browser import PATIENCE

MOST = 500 << 20  # bytes of all processes of the grader, whatever is handed in
PATIENT = {"cell": PATIENCE, "notebook": 10 * PATIENCE, "call": PATIENCE, "test": PATIENCE, "cpu": 10 * PATIENCE}


class Watched:
    """A grader whose own processes (those that read and judge) are watched: the most memory they had together."""

    def __init__(self, plan, **limits):
        self.grader = Grader(plan.bundle, limits=Limits(**PATIENT, **limits))
        self.most = 0

    def __enter__(self):
        self.grader.start()
        self.ended = threading.Event()
        self.watcher = threading.Thread(target=self._watch)
        self.watcher.start()
        return self

    def _watch(self):
        while not self.ended.wait(0.02):
            tree = [self.grader.examiner.process.pid]
            for pid in tree:
                tree += children(pid)
            self.most = max(self.most, sum(map(proportional_memory, tree)))

    def __exit__(self, *_):
        self.ended.set()
        self.watcher.join()
        self.grader.close()


def with_cells(released, sources, kind="code"):
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    released.notebook.cells += [make(source) for source in sources]
    return released.bytes


def test_half_a_gigabyte_of_output_ends_in_a_page_of_the_usual_size(plan, released):
    picture = "from IPython.display import Image, display\nimport os\n"
    picture += "png = b'\\x89PNG\\r\\n\\x1a\\n' + os.urandom(1_400_000)\n"
    released.solve()
    data = with_cells(released, [picture + "for _ in range(9): display(Image(png))"] * 30)  # 30 times 9 times 1.9 MB
    with Watched(plan) as watched:
        result = watched.grader.grade(data)
    assert result.scores == {"test_gap": 2.0, "test_shares": 3.0}
    assert len(result.notebook) < watched.grader.limits.page
    assert len(result.body) < watched.grader.limits.page
    assert "further output is left out" in result.notebook
    assert watched.most < MOST


def test_text_beyond_the_page_is_left_out_and_said(plan, released):
    released.solve()
    data = with_cells(released, ["word " * 30_000] * 100, "markdown")  # 15 MB of text
    with Watched(plan) as watched:
        result = watched.grader.grade(data)
    assert result.scores == {"test_gap": 2.0, "test_shares": 3.0}
    assert len(result.notebook) < watched.grader.limits.page
    assert len(result.body) < watched.grader.limits.page
    assert "the rest is left out: it is too much" in result.body
    assert watched.most < MOST


def test_pictures_beyond_the_page_are_left_out(plan, released):
    released.solve()
    picture = base64.b64encode(b"\x89PNG" + bytes(1_500_000)).decode()
    for number in range(12):  # 24 MB
        cell = nbformat.v4.new_markdown_cell(f"![graph {number}](attachment:a.png)")
        cell.attachments = {"a.png": {"image/png": picture}}
        released.notebook.cells.append(cell)
    with Watched(plan) as watched:
        result = watched.grader.grade(released.bytes)
    assert result.scores == {"test_gap": 2.0, "test_shares": 3.0}
    assert 0 < result.body.count("<img") < 12
    assert len(result.notebook) < watched.grader.limits.page + (3 << 20)
    assert watched.most < MOST


def test_a_file_whose_parts_need_more_memory_than_allowed_goes_to_a_person(plan, released):
    whole = json.loads(released.solve().bytes)
    whole["metadata"]["many"] = [{} for _ in range(3_000_000)]  # 12 MB as a file, 200 MB once it is read
    with Watched(plan) as watched:
        result = watched.grader.grade(json.dumps(whole, separators=(",", ":")).encode())
    assert not result.readable
    assert "needs more memory than allowed" in result.notes[0]
    assert watched.most < MOST


@pytest.mark.parametrize("depth", [900, 5_000, 200_000])
def test_json_of_any_depth_is_read_or_refused(plan, depth, released):
    whole = json.loads(released.solve().bytes)
    whole["metadata"]["deep"] = "DEEP"
    data = json.dumps(whole).replace('"DEEP"', "[" * depth + "]" * depth).encode()
    with Watched(plan) as watched:
        result = watched.grader.grade(data)
    if result.readable:
        assert result.scores == {"test_gap": 2.0, "test_shares": 3.0}
    else:
        assert "is not JSON" in result.notes[0]
    assert result.readable == (depth < 1000)


def test_an_answer_that_needs_more_memory_to_judge_costs_its_question_alone(plan, released):
    large = "import numpy as np\ngap_2020 = [np.zeros(2_000_000) for _ in range(1)] * 7"  # 112 MB, below `answers`
    data = released.solve().put("gap", large).bytes
    with Watched(plan, judge=60 << 20) as watched:
        result = watched.grader.grade(data)
    assert result.scores == {"test_gap": 0.0, "test_shares": 3.0}
    assert result.messages["test_gap"]
    assert watched.most < MOST


def test_a_file_beyond_the_limit_is_not_even_parsed(plan):
    with Watched(plan) as watched:
        result = watched.grader.grade(b'{"nbformat": 4, "cells": []}' + b" " * submission.LARGEST)
    assert not result.readable
    assert "larger than 30 MB" in result.notes[0]


def test_the_author_gives_one_cell_and_one_test_a_time_of_their_own(course, released):
    bundle = plans.bundle(course / "instructor" / "02_counting")
    notebook = nbformat.reads(bundle.source, 4)

    def given(**seconds):
        for cell in notebook.cells:
            cell.metadata.pop("coursegrader", None) if cell.id in ("gap", "test_shares") else None
            if cell.id in seconds:
                cell.metadata["coursegrader"] = {"seconds": seconds[cell.id]}
        source = nbformat.writes(notebook)
        return plans.read(plans.Bundle(bundle.assignment, bundle.notebook, source), to_grade=False)

    usual = Limits()
    more = given(gap=100, test_shares=90).extended(usual)
    assert more.notebook == usual.notebook + (100 - usual.cell) + (90 - usual.test)
    assert more.cpu == usual.cpu + (100 - usual.cell) + (90 - usual.test)
    short = given(gap=1)
    with Grader(short.bundle, limits=Limits(**PATIENT)) as grader:
        result = grader.grade(released.solve().put("gap", "while True: pass").bytes)
    assert result.scores == {"test_gap": 0.0, "test_shares": 3.0}
    assert result.notes == ["A cell was stopped: it took longer than 1 s."]
