"""How the check-yourself items worked in a class, from the files that readers have saved of their progress."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 2_000_000  # bytes of a file, as on the page
COLUMNS = ("lesson", "item", "readers", "tried", "passed", "tries", "rest", "flags")
_COPY = re.compile(
    r"( \(\d+\)|-\d+)?\.json$", re.IGNORECASE
)  # what browsers write behind the name of a second download


@dataclass
class Class:
    """What readers have saved: records of checks by reader and item, lessons read by reader, files left out and why."""

    checks: dict[str, dict[str, dict]] = field(default_factory=dict)
    read: dict[str, set[str]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def gather(folder: Path) -> Class:
    """Read all saved files below a folder; several files of one reader are joined.

    Parameters
    ----------
    folder : path-like
        A folder for each reader, or a file named after each.

    Returns
    -------
    Class
        What was reached in any file of a reader is reached; of tries, the most count.
    """
    folder, found = Path(folder), Class()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".json":
            if not path.is_dir() or path.is_symlink():
                found.left_out.append((inside.as_posix(), "it is no .json file"))
            continue
        try:
            read, checks = _parsed(path)
        except (OSError, ValueError) as error:
            found.left_out.append((inside.as_posix(), str(error)))
            continue
        reader = inside.parts[0] if len(inside.parts) > 1 else _COPY.sub("", inside.name)
        found.read.setdefault(reader, set()).update(lesson for lesson, one in read.items() if one.get("read") is True)
        mine = found.checks.setdefault(reader, {})
        for key, one in checks.items():
            before = mine.get(key, {"passed": False, "tries": 0})
            passed = before["passed"] or one["passed"]
            mine[key] = {"passed": passed, "tries": max(before["tries"], one["tries"])}
    return found


def _parsed(path):
    if path.stat().st_size > LARGEST:
        raise ValueError("it is larger than 2 MB")
    try:
        file = json.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(file, dict) or file.get("kind") != "course progress":
        raise ValueError('it is no record of progress: "kind" must be "course progress"')
    if file.get("version") != 1:
        raise ValueError(f"its version is {str(file.get('version'))[:20]}; this command reads version 1")
    for part in ("read", "checks"):
        if not isinstance(file.get(part), dict) or not all(isinstance(one, dict) for one in file[part].values()):
            raise ValueError(f'"{part}" must be {{...}} of records')
    for key, one in file["checks"].items():
        if not isinstance(one.get("passed"), bool) or isinstance(tries := one.get("tries"), bool):
            raise ValueError(f"checks[{key[:60]!r}]: passed must be true or false, tries a number")
        if not isinstance(tries, int | float) or not 0 <= tries < 1e6:
            raise ValueError(f"checks[{key[:60]!r}].tries is {str(tries)[:20]}; allowed: 0, 1, ...")
    return file["read"], file["checks"]


def rows(found: Class) -> list[list]:
    """Return the rows of a CSV table with `COLUMNS`, an item each; with fewer than 20 readers there are counts only."""
    from coursegrader.batch import items  # a course without exercises has no grader

    tried = {reader: {key for key, one in mine.items() if one["tries"]} for reader, mine in found.checks.items()}
    scores = {name: {key: float(mine[key]["passed"]) for key in tried[name]} for name, mine in found.checks.items()}
    keys = sorted({key for mine in scores.values() for key in mine}, key=_order)
    report = items.report("", {key: key for key in keys}, dict.fromkeys(keys, 1.0), scores, tried)
    made = []
    for item in report.items:
        mine = [one[item.name] for one in found.checks.values() if one.get(item.name, {}).get("tries")]
        lesson, _, name = item.name.partition("/")
        passed, tries = sum(one["passed"] for one in mine), sum(one["tries"] for one in mine) / len(mine)
        rest = "" if item.rest is None else f"{item.rest:.4g}"
        made.append([lesson, name, report.students, item.count, passed, f"{tries:.3g}", rest, "; ".join(item.flags)])
    return made


def _order(key):
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", key)]


def table(found: Class) -> str:
    """Return the whole table as CSV; a text that a spreadsheet would take for a formula stays a text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([f"'{each}" if str(each)[:1] in "=+@\t" else each for each in row] for row in rows(found))
    return text.getvalue()
