"""Run the instructor's tests on data fetched from the student's process, in a process for this submission alone."""

from __future__ import annotations

import ast
import builtins
import contextlib
import os
import random
import signal
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np

from coursegrader.authoring import regions
from coursegrader.errors import GradingError
from coursegrader.runner.endings import Stopped
from coursegrader.sandbox.frames import BadAnswer
from coursegrader.words import said

_BUILTINS = frozenset(dir(builtins))
_FURTHER = "A further test fails. Try your answer with other inputs."
_STOPPED = "A further test was stopped: an answer took too long, or ended its process."
_READS_FILES = ("open(", "read_", "Path(", "loadtxt", "genfromtxt", "os.path", "imread")


@dataclass(frozen=True)
class TestCell:
    """A test, compiled once: its code, the names it reads, and what a student may be told of it.

    ``words`` are the sentences of the author by line, of asserts whose sentence is fixed; ``open`` is the part that
    students have, as a test of its own, if another part is hidden; ``seconds`` is how long the test may take, where its
    author has said so.
    """

    __test__ = False  # pytest: this is no test class

    grade_id: str
    source: str
    points: float
    body: CodeType
    last: CodeType | None
    reads: tuple[str, ...]
    stores: frozenset[str]
    words: dict[int, str]
    asserts: frozenset[int]
    open: TestCell | None = None
    seconds: float | None = None

    @classmethod
    def compile(cls, grade_id: str, source: str, points: float, where: str = "") -> TestCell:
        """Compile the source of a test cell.

        Raises
        ------
        GradingError
            If it does not compile, or its marks do not pair up.
        """
        try:
            tree = ast.parse(source)
            hidden = [region for region in regions.find(source) if region.kind == regions.HIDDEN_TESTS]
        except (SyntaxError, regions.RegionError) as error:
            problem = f"the test does not compile: {error}"
            raise GradingError(
                f"{where} ({grade_id}): {problem}\n    To do: correct the exercise and build it again"
            ) from None
        loads, stores = _names(tree)
        asserts = [node for node in ast.walk(tree) if isinstance(node, ast.Assert) and node.msg is not None]
        lines = [
            (line, node.msg) for node in asserts for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        ]
        words = {
            line: said.value for line, said in lines if isinstance(said, ast.Constant) and isinstance(said.value, str)
        }
        last = None
        end = tree.body[-1] if tree.body else None
        if isinstance(end, ast.Expr):  # as in nbgrader, a last number gives part of the points
            del tree.body[-1]
            last = compile(ast.Expression(end.value), "<test>", "eval")
        seen = regions.replace(source, regions.HIDDEN_TESTS, None).rstrip() if hidden else None
        return cls(
            grade_id,
            source,
            points,
            compile(tree, "<test>", "exec"),
            last,
            tuple(name for name in loads if name not in _BUILTINS),
            frozenset(stores),
            words,
            frozenset(line for line, _ in lines),
            None if seen is None else cls.compile(grade_id, seen, points, where),
        )

    @property
    def visible(self) -> str:
        """The part of the test that students have."""
        return (self.open or self).source.rstrip()


@dataclass(frozen=True)
class Verdict:
    """Points for one test, what the student is told (empty if all is well), and whether the test ran to its end.

    ``cause`` is for the person who grades: what ended the process that judged.
    """

    score: float
    message: str = ""
    complete: bool = True
    cause: str = ""


def judge(
    test: TestCell, answers: Any, names: dict, *, seconds: float = 60.0, files: dict | None = None, hidden: bool = False
) -> Verdict:
    """Run one test against the answers of a student.

    Parameters
    ----------
    test
        The compiled test.
    answers
        An :class:`~coursegrader.runner.job.Asker`: the process as it was when the test was reached.
    names
        Trusted names; what the test assigns before its end, or before it fails, is added to them, as in a kernel.
    seconds
        For the whole test.
    files
        Files of the assignment, for tests that read files.
    hidden
        Whether parts of the test, or of one that ran before it, are hidden: the student is then told a fixed sentence
        of the author and nothing that has passed through an answer.

    Notes
    -----
    A name is looked up among the trusted names and Python's own first, so that nothing the student defines can stand
    in for ``abs``, ``np`` or a helper of the instructor.
    """
    space = dict(names)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002  tests that draw use numpy's shared generator too
    try:
        with warnings.catch_warnings(), _time_limit(seconds):
            warnings.simplefilter("ignore")
            for name in test.reads:
                if name not in names:
                    with contextlib.suppress(NameError):  # the test itself will miss it, or does not get that far
                        space[name] = _fetch(answers, name)
            with _files_of(test, answers, files or {}):
                exec(test.body, space)
                result = eval(test.last, space) if test.last else None
    except Stopped as error:
        return Verdict(0.0, said(_STOPPED) if hidden else said("Stopped: {why}.", why=error), complete=False)
    except _Unread as error:
        return Verdict(0.0, said(_FURTHER) if hidden else str(error), complete=False)
    except BaseException as error:  # a test may end in any way; it must not end the batch
        return Verdict(0.0, _tell(test, error, hidden), complete=False)
    finally:
        names.update({name: space[name] for name in test.stores if name in space})
    number = isinstance(result, int | float | np.number) and not isinstance(result, bool | np.bool_)
    if result is None or not number:
        return Verdict(test.points)
    score = float(result)
    score = min(max(score, 0.0), test.points) if score == score else 0.0
    told = said("Part of the points: {score:g} of {points:g}.", score=score, points=test.points)
    return Verdict(score, "" if score == test.points else told)


class _Unread(Exception):
    """An answer is no data."""


def _fetch(answers, name):
    try:
        return answers.value(name)
    except BadAnswer as error:
        raise _Unread(said("The answer {name} cannot be read: {error}.", name=name, error=error)) from None


class TestTimeout(Exception):
    """A test took too long."""

    __test__ = False


def _tell(test: TestCell, error: BaseException, hidden: bool) -> str:
    """Return what the student may know: of a hidden test only the sentence that its author wrote."""
    line = _line_of(error)
    if isinstance(error, AssertionError) and line in test.words:
        return test.words[line][:2000]
    if isinstance(error, TestTimeout):
        return str(error)
    if isinstance(error, NameError) and error.name in test.reads:
        return said("name {name!r} is not defined", name=error.name)
    if isinstance(error, MemoryError):
        return said("The test needed more memory than allowed.")
    if hidden:
        return said(_FURTHER)
    if isinstance(error, AssertionError) and line in test.asserts:
        return str(error)[:2000]
    if isinstance(error, AssertionError):
        text = test.source.split("\n")[line - 1].strip() if line else ""
        return said("This does not hold: {text}", text=text)
    return f"{type(error).__name__}: {error}"[:2000]


def _line_of(error: BaseException) -> int | None:
    trace, line = error.__traceback__, None
    while trace:
        if trace.tb_frame.f_code.co_filename == "<test>" and trace.tb_frame.f_code.co_name in (
            "<module>",
            "<expression>",
        ):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@contextlib.contextmanager
def _time_limit(seconds: float):
    def ring(*_):
        raise TestTimeout(said("The test took longer than {seconds:g} s.", seconds=seconds))

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _files_of(test: TestCell, answers, files: dict):
    """For a test that reads files: work in a folder with the assignment's files and those the student has written."""
    if not any(word in test.source for word in _READS_FILES):
        yield
        return
    from coursegrader.runner.plan import write_files

    before = os.getcwd()
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        written = {name: data for name, data in answers.files().items() if _is_plain(name)}
        write_files(Path(folder), {**written, **files})
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _is_plain(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and "\0" not in name and not Path(name).is_absolute() and ".." not in parts and len(name) < 200


def _names(tree) -> tuple[list[str], set[str]]:
    """Return the names that code reads (in order) and those it assigns at its top level."""
    loads, stores = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loads[node.id] = None
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            stores.add(statement.name)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            stores |= {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
        else:
            targets = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
            stores |= {node.id for node in targets if isinstance(node.ctx, ast.Store)}
    local = {
        argument.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for argument in _arguments(node)
    }
    imported = {
        (alias.asname or alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return [name for name in loads if name not in local | imported], stores


def _arguments(node):
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *filter(None, (node.vararg, node.kwarg))]
