"""Find what was handed in, and account for all of it.

Every file and folder ends in one list: graded, not graded (why, and what to do), or left beside a notebook. Hidden
files, ``__MACOSX`` and ``timestamp.txt`` are no submissions. Links, pipes and devices are named and never opened.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from os import PathLike
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from coursegrader import plain
from coursegrader.batch import times
from coursegrader.errors import GradingError, text_of
from coursegrader.handin import receipt
from coursegrader.runner import harmless
from coursegrader.runner.submission import LARGEST, too_large

DEEPEST, MOST_MEMBERS, MOST_BYTES = 8, 500, 100 << 20  # folders; files and bytes of a zip file
_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(file|onlinetext)_?")
_LAB_WORK = b'"format":"second-urbanization-notebooks"'  # of the file of all work that the browser lab saves
_COPY = re.compile(r"(?: ?\((?P<a>\d+)\)|-Copy(?P<b>\d*)|_copy(?P<c>\d*)| copy ?(?P<d>\d*))$")
_GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([\w.-]{1,200})"')
_NOTEBOOK = re.compile(rb'"nbformat"\s*:\s*\d')
_REFUSED = frozenset("/\\\0")


@dataclass(frozen=True)
class Handed:
    """One submission: whose, for what, where (``member`` of a zip file), and when as UTC, if that is known."""

    assignment: str
    student: str
    path: Path
    when: datetime | None = None
    member: str | None = None

    @property
    def shown(self) -> str:
        """The file as it may be printed."""
        return _place(self.path, self.member)

    def read(self) -> bytes:
        """Return the file, or as much as shows that it is too large.

        Raises
        ------
        OSError
            If it is no regular file any more, or cannot be read.
        """
        if self.member is None:
            return _read(self.path)
        with zipfile.ZipFile(io.BytesIO(_read(self.path, MOST_BYTES))) as whole, whole.open(self.member) as file:
            return file.read(LARGEST + 1)


@dataclass(frozen=True)
class Problem:
    """Something that is not graded, or graded with a doubt: which, why, and what to do."""

    student: str
    assignment: str
    path: str
    reason: str
    remedy: str

    def __str__(self):
        return f"{self.path}: {self.reason}\n    To do: {self.remedy}"


@dataclass
class Found:
    """What was found: submissions, what is not graded, choices and doubts about those graded, files beside them."""

    handed: list[Handed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


@dataclass
class _File:
    """A file of one student: its place below the student's folder, and what its bytes say."""

    parts: tuple[str, ...]
    path: Path
    member: str | None = None
    modified: float = 0.0
    data: bytes = b""

    @property
    def shown(self) -> str:
        return _place(self.path, self.member)

    @property
    def place(self) -> tuple:
        """The folder that it lies in, one inside a zip file included."""
        return self.path if self.member else self.path.parent, self.parts[:-1]


def _place(path, member) -> str:
    return harmless.line(f"{shown(str(path))}{f' ({member})' if member else ''}")


def shown(name: str) -> str:
    """Return a name of the file system as text in normal form; bytes of Chinese Windows are read as such."""
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def find(
    folder: str | PathLike[str],
    assignments: dict[str, str],
    *,
    assignment: str | None = None,
    people: dict[str, dict] | None = None,
    grade_ids: dict[str, frozenset[str]] | None = None,
    here: ZoneInfo | None = None,
) -> Found:
    """Return everything below a folder of submissions.

    Parameters
    ----------
    folder
        ``student/assignment/notebook.ipynb`` (nbgrader's ``submitted``), ``student/notebook.ipynb`` (also Moodle's
        ``Name_123_assignsubmission_file``), ``student.ipynb``, or zip files in place of folders.
    assignments
        Names of the assignments and of their notebooks.
    assignment
        Which assignment, where the folders do not say.
    people
        The roster; others are reported and not graded.
    grade_ids
        Grade ids of each assignment: they tell whose copy a file is, whatever its name.
    here
        The course's time zone, for stamps without one.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise GradingError(f"{folder}: there is no such folder\n    To do: name the folder that holds the submissions")
    if assignment is not None and assignment not in assignments:
        listed = ", ".join(assignments) or "none"
        raise GradingError(f"{assignment!r} is no assignment\n    To do: build it, or choose one of: {listed}")
    found, groups, entries = Found(), {}, [entry for entry in _entries(folder) if not _is_hidden(entry.name)]
    students = _students([shown(entry.name) for entry in entries], people, assignments.values())
    for entry in entries:
        name = shown(entry.name)
        student, trouble = students[name]
        problems, files = [], []
        _walk(entry, (), files, problems)
        found.problems += [
            Problem(student, "", harmless.line(shown(where)), why, remedy) for where, why, remedy in problems
        ]
        if trouble:
            found.problems.append(Problem(student, "", harmless.line(shown(entry.path)), *trouble))
            continue
        stamps = {each.parts[:-1]: each for each in files if each.parts[-1:] == ("timestamp.txt",)}
        files = [each for each in files if each not in stamps.values()]
        receipts = {each.place: each for each in files if each.parts[-1:] == (plain.RECEIPT,)}
        files = [each for each in files if each not in receipts.values()]
        notebooks, others = [], []
        for each in files:
            (notebooks if _is_notebook(each) else others).append(each)
        for each in notebooks:
            task = _task(each, assignments, assignment, grade_ids or {})
            if task is None:
                listed = ", ".join(assignments)
                remedy = f"name the assignment with --assignment, or use a folder named after one of: {listed}"
                reason = "it is not clear which assignment this is"
                found.problems.append(Problem(student, "", each.shown, reason, remedy))
            else:
                groups.setdefault((task, student), []).append((each, stamps, receipts.get(each.place)))
        if notebooks:
            found.beside += [each.shown for each in others]
        elif not problems:
            found.problems.append(Problem(student, "", harmless.line(shown(entry.path)), *_no_notebook(others)))
    for (task, student), copies in groups.items():
        ids = (grade_ids or {}).get(task, frozenset())
        copies.sort(key=lambda copy: _weight(copy[0], ids), reverse=True)
        (best, stamps, paper), rest = copies[0], [each.shown for each, *_ in copies[1:]]
        when = None
        stamp = stamps.get(best.parts[:-1]) or stamps.get(best.parts[:1])
        if stamp:
            try:
                when = times.read(times.text_of(stamp.data[:1000]), here or times.zone("UTC"))
            except times.UnknownTime as error:
                remedy = "correct the stamp, or name the course's zone with --timezone; no penalty is taken until then"
                found.remarks.append(
                    Problem(student, task, stamp.shown, f"the time is unknown: {harmless.line(str(error))}", remedy)
                )
        if rest:
            reason = f"of {len(copies)} copies this one is graded, the one with the most of its cells, then the latest"
            remedy = f"if another counts, move it to the front: {', '.join(rest)} (all are kept)"
            found.remarks.append(Problem(student, task, best.shown, reason, remedy))
        handed = Handed(task, student, best.path, when, best.member)
        if paper and (reason := receipt.doubt(paper.data, handed.read())):
            remedy = "it is graded as it is; ask the student if it matters"
            found.remarks.append(Problem(student, task, best.shown, reason, remedy))
        found.handed.append(handed)
    found.handed.sort(key=lambda each: (each.assignment, each.student))
    return found


def _entries(folder) -> list[os.DirEntry]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _students(names, people, notebooks):
    """Return (student, trouble or None) for each name of an entry."""
    plain, numbers = {}, {}
    known = "|".join(map(re.escape, notebooks)) or "-"
    ours = re.compile(rf"(.+?)_(?:{known})(?: ?\(\d+\))?_\d{{8}}T\d{{6}}Z(?: ?\(\d+\))?")
    for name in names:
        moodle = _MOODLE.fullmatch(name)
        stem = re.sub(r"(\.ipynb)?(\.(ipynb|json|txt|zip|html))?$", "", name, flags=re.IGNORECASE)
        stem = packed[1] if (packed := ours.fullmatch(stem)) else stem  # as ``hand-in`` names its file
        plain[name], numbers[name] = (moodle["name"], moodle["number"]) if moodle else (stem, None)
    by_name = {}
    for student, row in (people or {}).items():
        first, last = (unicodedata.normalize("NFC", row.get(part, "")) for part in ("first_name", "last_name"))
        called = {f"{first} {last}", f"{last} {first}", f"{last}{first}", row.get("email", ""), student}
        for key in {key.strip().casefold() for key in called} - {""}:
            by_name.setdefault(key, set()).add(student)
    chosen = {}
    for name in names:
        called, number = plain[name], numbers[name]
        same = [other for other in names if plain[other] == called]
        fits = by_name.get(called.casefold(), set()) if people is not None else {called}
        trouble = None
        if (
            not called.strip(" .")
            or len(called.encode()) > 200
            or any(letter in _REFUSED or unicodedata.category(letter) == "Cc" for letter in called)
        ):
            trouble = f"{harmless.line(called)!r} is no student id", "rename the folder"
        elif not fits:
            reason = f"the student {called!r} is not in the roster"
            trouble = reason, "add the student to the roster, or rename the folder"
        elif len(fits) > 1 or (people is not None and len(same) > 1 and number):
            reason = f"there are {max(len(fits), len(same))} students named {called}"
            trouble = reason, f"rename the folder to the id of its student (number {number})"
        student = next(iter(fits)) if len(fits) == 1 else called
        if people is None and len(same) > 1 and number:
            student = f"{called} {number}"
        chosen[name] = student, trouble
    return chosen


def _walk(entry, above, files, problems):
    """Collect the regular files below an entry, and what is none."""
    name, kind = shown(entry.name), entry.stat(follow_symlinks=False).st_mode
    if stat.S_ISLNK(kind):
        problems.append((entry.path, "it is a link, and links are not followed", "put the file itself there"))
    elif stat.S_ISDIR(kind):
        if len(above) >= DEEPEST:
            problems.append((entry.path, f"it lies deeper than {DEEPEST} folders", "put the notebook further up"))
        elif name.casefold().endswith((".ipynb", ".zip")):
            problems.append((entry.path, "it is a folder with the name of a file", "look into it by hand"))
        else:
            try:
                for each in _entries(entry.path):
                    if not _is_hidden(each.name):
                        _walk(each, (*above, name), files, problems)
            except OSError as error:
                problems.append((entry.path, f"it cannot be read: {error.strerror}", "allow reading it"))
    elif not stat.S_ISREG(kind):
        problems.append((entry.path, "it is no file but a pipe or a device", "ask for the notebook again"))
    else:
        path, size = Path(entry.path), entry.stat(follow_symlinks=False).st_size
        is_zip = name.casefold().endswith(".zip")
        if size > (MOST_BYTES if is_zip else LARGEST):
            problems.append((entry.path, too_large(), "ask for it without its outputs"))
            return
        try:
            data = _read(path, MOST_BYTES)
            if is_zip:
                files += _unzipped(path, data, (*above, name))
            else:
                files.append(_File((*above, name), path, None, entry.stat().st_mtime, _head(data)))
        except OSError as error:
            problems.append((entry.path, f"it cannot be read: {error.strerror}", "allow reading it"))
        except _BadZip as error:
            problems.append((entry.path, f"the zip file {error}", "open it by hand, or ask for the notebook itself"))


def _head(data: bytes) -> bytes:
    """Return what the choice between files needs: the marks of a notebook, or the beginning."""
    if _NOTEBOOK.search(data):
        return b'"nbformat": 4 ' + b" ".join(b'"grade_id": "%s"' % name for name in set(_GRADE_ID.findall(data)))
    return data[:4000]


def _read(path, longest: int = LARGEST) -> bytes:
    """Return at most ``longest`` + 1 bytes of a regular file that is no link."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no regular file")
        return file.read(longest + 1)


class _BadZip(Exception):
    """A zip file that is not opened; the message goes on after "the zip file"."""


def _unzipped(path, data, above) -> list[_File]:
    tail, at = data[-66_000:], data[-66_000:].rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22 or b"PK\6\7" in tail:
        raise _BadZip("is damaged or of a kind that is not read")
    count, size = struct.unpack("<HL", tail[at + 10 : at + 16])
    if count > MOST_MEMBERS or size > MOST_MEMBERS * 1000:
        raise _BadZip(f"holds more than {MOST_MEMBERS} files")
    kept = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            members = [member for member in whole.infolist() if not member.is_dir()]
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _BadZip(f"holds more than {MOST_BYTES >> 20} MB")
            for member in members:
                name = member.filename
                if not member.flag_bits & 0x800:
                    name = shown(os.fsdecode(name.encode("cp437", "replace")))
                parts = PurePosixPath(name.replace("\\", "/")).parts
                if ".." in parts or name.startswith("/") or len(parts) > DEEPEST or member.flag_bits & 1:
                    raise _BadZip("holds a path that leads out of it, is too deep, or is locked by a password")
                if any(map(_is_hidden, parts)):
                    continue
                if member.file_size > LARGEST:
                    raise _BadZip(f"holds a file of more than {LARGEST >> 20} MB")
                if parts[-1].casefold().endswith(".zip"):
                    raise _BadZip("holds another zip file")
                with whole.open(member) as file:
                    kept.append((parts, member, _head(file.read(LARGEST + 1))))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        EOFError,
        NotImplementedError,
        OSError,
        zlib.error,
    ) as error:
        raise _BadZip(f"is damaged ({type(error).__name__})") from None
    above = above if len(above) == 1 else above[:-1]  # alone, it stands for its student's folder
    return [
        _File((*above, *parts), path, member.filename, _modified(member), content) for parts, member, content in kept
    ]


def _modified(member) -> float:
    try:
        return datetime(*member.date_time).timestamp()
    except ValueError:
        return 0.0


def _is_notebook(file: _File) -> bool:
    name = file.parts[-1].casefold()
    perhaps = ".ipynb" in name or name.endswith(".json")
    return name.endswith(".ipynb") or (perhaps and bool(_NOTEBOOK.search(file.data)))


def _task(file: _File, assignments, given, grade_ids) -> str | None:
    if len(file.parts) >= 3 and file.parts[1] in assignments:
        return file.parts[1] if given in (None, file.parts[1]) else None
    if given:
        return given
    stem = re.sub(r"\.ipynb.*$", "", file.parts[-1], flags=re.IGNORECASE)
    stem = _COPY.sub("", stem)
    named = [task for task, notebook in assignments.items() if notebook == stem]
    if len(named) == 1:
        return named[0]
    mine = {name.decode() for name in _GRADE_ID.findall(file.data)}
    fits = {task: len(mine & ids) for task, ids in grade_ids.items() if mine & ids}
    best = [task for task, count in fits.items() if count == max(fits.values())]
    return best[0] if len(best) == 1 else None


def _weight(file: _File, ids):
    """Return what orders copies: how many of the assignment's cells, then time, then the browser's number."""
    mine = {name.decode() for name in _GRADE_ID.findall(file.data)}
    number = _COPY.search(re.sub(r"\.ipynb.*$", "", file.parts[-1], flags=re.IGNORECASE))
    return len(mine & ids), file.modified, int(next(filter(None, number.groups()), 1)) if number else 0, file.parts


def _no_notebook(others):
    if not others:
        return "the folder is empty", "ask for the notebook"
    if any(_LAB_WORK in re.sub(rb"\s", b"", each.data) for each in others):
        remedy = (
            "ask for the notebook: the button 'Download this notebook (.ipynb)' gives it; or bring the file back "
            "under 'My notebooks' of the browser lab and download the notebook there"
        )
        return "this is all work of one reader of the browser lab in one file, not a notebook", remedy
    listed = ", ".join(harmless.line(each.parts[-1], 80) for each in others[:5])
    return f"there is no notebook, but: {listed}", "ask for the notebook (.ipynb)"


def read_people(path: Path) -> dict[str, dict]:
    """Return the students of a roster by id, with the columns that nbgrader knows (names, email, lms_user_id).

    Raises
    ------
    GradingError
        If there is no such file, or it is not UTF-8, has no column ``id``, or an id stands twice.
    """
    if not path.is_file():
        raise GradingError(f"{path}: there is no such roster\n    To do: give a CSV file with a column 'id'")
    people = {}
    text = text_of(path)
    semicolons = ";" in text.partition("\n")[0]  # where the decimal point is a comma, Excel parts columns by them
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if semicolons else ",")
    if "id" not in (rows.fieldnames or []):
        raise GradingError(f"{path}: the columns are {rows.fieldnames}\n    To do: name the column of student ids 'id'")
    for number, row in enumerate(rows, 2):
        student = (row["id"] or "").strip()
        if student in people:
            raise GradingError(
                f"{path}, line {number}: the id {student!r} stands twice\n    To do: give each student one line"
            )
        if student:
            known = ("first_name", "last_name", "email", "lms_user_id")
            people[student] = {name: row[name].strip() for name in known if (row.get(name) or "").strip()}
    return people
