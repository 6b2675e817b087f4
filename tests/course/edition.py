"""What a lesson of the second edition is counted by; a lesson belongs to it when its front matter has a line `form:`.

All functions read a page (`coursebook.lessons.read`); one that needs what the cells gave also takes the notebook
after a run. Each returns complaints, so that a test can say `assert not ...` and a writer sees all of them at once.
"""

import os
import re

from coursebook.directives import items
from coursebook.execute import SURROUNDINGS
from coursebook.notebooks.values import glued
from docutils.nodes import make_id
from nbclient import NotebookClient
from pybtex.database import parse_file

from .conftest import ROOT

#: Parts that every lesson has, whatever its form; a heading of this name plays its part without a mark.
PARTS = {
    "puzzle": "A puzzle to begin with",
    "claims": "What the text claims, and what official documents say",
    "data": "The data",
    "place": "A place",
    "model": "The model|A first model|Model 1",
    "robustness": "How firm is it",
    "evidence": "What the evidence says",
    "readings": "Two readings",
    "limits": "What the model leaves out",
    "misconceptions": "Common misconceptions",
    "checks": "Check yourself",
    "exercises": "Exercises",
    "sources": "Readings",
    "acts": "What you can now do",
}
FOLDED = {"hide-input", "remove-cell", "remove-input"}
PLUMBING = re.compile(r"\bgid\b|LiveFigure\(|\bstyle\.(?:show|glue|use)\(|\bplt\.|\bax\.")
LINES, CELLS, CELL_LINES, WIDTH = (70, 130), (10, 18), (3, 18), 78
CHECKS, LEVELS = (10, 14), ("Warm-up", "Core", "Challenge")
FIGURES = re.compile(r"\b(?:LiveFigure|style\.show)\(")
SOURCE = "liu2024reform"  # the article that the course tests

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
_CELL = re.compile(r"^(`{3,})\{code-cell\}.*?^\1[ \t]*$", re.S | re.M)
_CHECK = re.compile(r"^(`{3,}|:{3,})\{(check-\w+)\} (\S+)[ \t]*\n(.*?)^\1[ \t]*$", re.S | re.M)
_GUESS = re.compile(r"^(`{3,}|:{3,})\{guess\} (\S+)[ \t]*\n(.*?)^\1[ \t]*$", re.S | re.M)
_HEADING = re.compile(r"^(?:% part: *(?P<parts>.+?) *\n\s*)?(?P<level>##+) (?P<title>.+?)[ \t]*$", re.M)
_CITE = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")
_GLUE = re.compile(r"\{glue(?::\w+)?\}`([^`]+)`")
_LABEL = re.compile(r"\[([OCEDM])\]")
_END = re.compile(r"(?:(?<=[.!?])|(?<=\[[OCEDM]\]))\s+(?!\[[OCEDM]\])")  # of a sentence with its labels
_ROW = re.compile(r"^\|(.+)\|[ \t]*$", re.M)
_LINK = re.compile(r"<a href=\"#([^\"]+)\">(.*?)</a>")
_TAG = re.compile(r"<(?:svg|script|style)\b.*?</(?:svg|script|style)>|<[^>]+>", re.S)
# A figure typed by hand: a decimal, or a number with a unit. Years, ages, counts such as "31 provinces" may be typed.
_TYPED = re.compile(r"\d+\.\d+|\d[\d,]*\s*(?:%|percent|points?|million|billion|trillion|thousand|yuan|times)(?!\w)")


def prose(text):
    """Return the text of a lesson without front matter and code cells."""
    return _CELL.sub("", _FRONT.sub("", text))


def checks(text):
    """Return (kind, id, body, place in the text) of the check items."""
    return [(found[2], found[3], found[4], found.start()) for found in _CHECK.finditer(text)]


def parts(text):
    """Map the parts of a lesson to the titles of the headings that play them: by a mark above it, or by their names.

    The mark is a comment that no reader sees, ``% part: place, data``, in the line above the heading.
    """
    played = {}
    for found in _HEADING.finditer(prose(text)):
        for part in re.split(r",\s*", found["parts"] or ""):
            if part:
                played.setdefault(part, []).append(found["title"])
        if found["level"] == "##":
            for part, names in PARTS.items():
                if re.match(rf"(?:{names})\b", found["title"]) and found["title"] not in played.get(part, ()):
                    played.setdefault(part, []).append(found["title"])
    return played


def missing_parts(page):
    """Name the parts that no heading plays, the marks that are no parts, and a heading that must come first or last."""
    played = parts(page.text)
    found = [f"no heading plays the part {part!r}" for part in PARTS if part not in played]
    found += [f"{part!r} is no part; allowed: {', '.join(PARTS)}" for part in played if part not in PARTS]
    top = [title["title"] for title in _HEADING.finditer(prose(page.text)) if title["level"] == "##"]
    if top and top[0] not in played.get("puzzle", ()):
        found.append(f"the first section is {top[0]!r}, not the puzzle")
    return found


def open_cells(page):
    """Return the sources of the code cells that a reader sees without a click."""
    return [
        cell.source
        for cell in page.notebook().cells
        if cell.cell_type == "code" and not FOLDED & set(cell.metadata.get("tags", []))
    ]


def _lines(source):
    return [line for line in source.splitlines() if line.strip()]


def open_code(page):
    """Say where the open code is too much, too little, too wide, or plumbing."""
    cells = open_cells(page)
    found = _outside("cells of open code", len(cells), CELLS)
    found += _outside("lines of open code", sum(len(_lines(cell)) for cell in cells), LINES)
    for cell in cells:
        lines = _lines(cell)
        name = f"cell {lines[0]!r}"
        found += _outside(f"{name}: lines", len(lines), CELL_LINES)
        found += [f"{name}: {len(line)} characters: {line}" for line in lines if len(line) > WIDTH]
        found += [f"{name}: plumbing stands open: {line}" for line in lines if PLUMBING.search(line)]
    return found


def _outside(what, number, allowed):
    low, high = allowed
    return [] if low <= number <= high else [f"{number} {what}; allowed: {low} to {high}"]


def check_items(page):
    """Say what is wrong with the number of check items and with their levels."""
    text = page.text
    found = _outside("check items", len(checks(text)), CHECKS)
    where = parts(text).get("checks", [""])[0]
    section = re.split(rf"^## {re.escape(where)}[ \t]*$", text, maxsplit=1, flags=re.M)[-1]
    section = re.split(r"^## ", section, maxsplit=1, flags=re.M)[0]
    for level in LEVELS:
        below = re.split(rf"^### {level}\b.*$", section, maxsplit=1, flags=re.M)[1:]
        if not below or not _CHECK.search(re.split(r"^### ", below[0], maxsplit=1, flags=re.M)[0]):
            found.append(f"no check item under a heading '### {level}' in {where!r}")
    return found


def run(page):
    """Return the notebook of a lesson after a run from top to bottom."""
    notebook = page.notebook()
    client = NotebookClient(notebook, timeout=None, iopub_timeout=600, kernel_name="python3")
    client.execute(cwd=str(page.path.parent), env=os.environ | SURROUNDINGS)  # one thread of arithmetic, as in a build
    return notebook


def _shown(cell):
    """Return what the reader sees of the outputs of a cell as text."""
    said = []
    for output in cell.get("outputs", []):
        if "scrapbook" in output.get("metadata", {}):
            continue
        bundle = output.get("data", {})
        said.append(output.get("text") or bundle.get("text/html") or bundle.get("text/plain") or "")
    return _TAG.sub(" ", "\n".join(said))


def shown(page, notebook):
    """Return what a reader of a lesson sees after a run: prose with its figures, and outputs."""
    values, said = glued(notebook), []
    for cell in notebook.cells:
        hidden = {"remove-cell", "remove-output"} & set(cell.metadata.get("tags", []))
        if cell.cell_type == "markdown":
            said.append(_GLUE.sub(lambda found: values.get(found[1], ""), cell.source))
        elif not hidden:
            said.append(_shown(cell))
    return "\n".join(said)


def copyable(page, notebook):
    """Return the ids of the number items whose answer stands in the text or an output above them.

    A number of one or two digits without a decimal is looked for in its own section only: elsewhere it is nearly
    always another number that happens to be the same. A year is not looked for: years stand everywhere.
    """
    values, above, section, found = glued(notebook), "", "", []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            if "remove-cell" not in cell.metadata.get("tags", []) and "remove-output" not in cell.metadata.get(
                "tags", []
            ):
                above += _shown(cell)
                section += _shown(cell)
            continue
        at = 0
        for item in _CHECK.finditer(cell.source):
            above, section = _more(above, section, cell.source[at : item.start()], values)
            at = item.end()
            if item[2] != "check-number":
                continue
            answer = items.parse(item[2], item[3], item[4], values=values).answer_text.lstrip("-\N{MINUS SIGN}")
            if re.fullmatch(r"(?:19|20)\d\d", answer):
                continue
            near = section if re.fullmatch(r"\d{1,2}", answer) else above
            if re.search(rf"(?<![\d.,]){re.escape(answer)}(?!\d|[.,]\d)", near):
                found.append(item[3])
        above, section = _more(above, section, cell.source[at:], values)
    return found


def varied(page, notebook):
    """Return the items that vary, name -> number of cases, and what is wrong with them.

    Drawn questions differ from one another; an answer with three digits or more stands nowhere in the text or in an
    output, whatever the draw.
    """
    values, text, counts, found = glued(notebook), _CHECK.sub("", shown(page, notebook)), {}, []
    for kind, name, body, _ in checks(page.text):
        item = items.parse(kind, name, body, values=values)
        cases = getattr(item, "cases", ())
        if not cases:
            continue
        counts[name] = len(cases)
        asked = [(case.item.question, tuple(o.text for o in getattr(case.item, "options", ()))) for case in cases]
        if len(set(asked)) < len(asked):
            found.append(f"{name}: two draws ask the same")
        for case in cases if kind == "check-number" else ():
            answer = case.item.answer_text.lstrip("-\N{MINUS SIGN}")
            if len(re.sub(r"\D", "", answer).lstrip("0")) < 3 or re.fullmatch(r"(?:19|20)\d\d", answer):
                continue
            if re.search(rf"(?<![\d.,]){re.escape(answer)}(?!\d|[.,]\d)", text):
                found.append(f"{name}: the answer {answer} stands in the lesson")
    return counts, found


def guesses(page, notebook):
    """Say what is wrong with a lesson's guess: one, in the puzzle, with no answer above it, and shown again below.

    The second place is behind the last check item. An answer of one or two digits is looked for in the puzzle only.
    """
    text, values = page.text, glued(notebook)
    asked = list(_GUESS.finditer(text))
    if len(asked) != 1:
        return [f"{len(asked)} guesses; allowed: one"]
    (ask,) = asked
    item = items.parse_guess(ask[2], ask[3], values=values)
    found, second = [], text.count("\n## ", 0, ask.start())
    if second != 1:
        found.append(f"{item.id}: stands in section {second}, not in the puzzle")
    again = re.search(rf"^`{{3,}}\{{guess-again\}} {item.id}[ \t]*$", text, re.M)
    last = max(place for *_, place in checks(text))
    if not again or again.start() < last:
        found.append(f"{item.id}: is not shown again behind the last check item")
    above = prose(_CELL.sub("", text[: ask.start()]))
    above = _GLUE.sub(lambda place: values.get(place[1], ""), above)
    answer = item.answer_text.lstrip("+-\N{MINUS SIGN}")
    above = above.rpartition("\n## ")[2] if re.fullmatch(r"\d{1,2}", answer) else above
    if answer and re.search(rf"(?<![\d.,]){re.escape(answer)}(?!\d|[.,]\d)", above):
        found.append(f"{item.id}: the answer {answer} stands above the guess")
    return found


def findings(page, notebook, rows):
    """Say which figures of the ledger's computed findings the run of their lesson does not give.

    Parameters
    ----------
    page : reformlab.site.lessons.Page
    notebook : nbformat.NotebookNode
        The lesson after a run.
    rows : list of dict
        Findings of the ledger labelled D on the claims whose first lesson this is. Compared are decimals and numbers
        with a comma; a small whole number would be found in any lesson.
    """
    given = [*glued(notebook).values(), *(_shown(cell) for cell in notebook.cells if cell.cell_type == "code")]
    said = " ".join(given).replace("\N{MINUS SIGN}", "-")
    return [
        f"finding {row['number']}: {figure} is not among what lesson {page.meta['lesson']} computes"
        for row in rows
        for figure in re.findall(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+", row["finding"])
        if not re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", said)
    ]


def _more(above, section, text, values):
    said = _GLUE.sub(lambda found: values.get(found[1], ""), text)
    begun = re.split(r"^## ", said, flags=re.M)
    return above + said, begun[-1] if len(begun) > 1 else section + said


def minutes(page):
    """Return the minutes that a lesson takes: words / 200, 10 s a line of open code, 1.7 min a check, 2 min a figure.

    The words of the checks are in their own time.
    """
    words = len(_CHECK.sub("", prose(page.text)).split())
    lines = sum(len(_lines(cell)) for cell in open_cells(page))
    return words / 200 + lines / 6 + 1.7 * len(checks(page.text)) + 2 * len(FIGURES.findall(page.text))


def objectives(page):
    """Say where the table of objectives does not fit the lesson: one row for each, with section, check item and task.

    A row is ``| 1 | <a href="#the-data">The data</a> | <a href="#check-gap-2020">3</a> | 2 |``; several links may stand
    in a cell. The number of a check is the one that its frame shows, a task is an item of the list under Exercises.
    """
    text = prose(page.text)
    goals = re.findall(r"^\d+\. ", text.partition("\n## ")[0], re.M)
    rows = [[cell.strip() for cell in row.split("|")] for row in _ROW.findall(text)]
    heads = [at for at, row in enumerate(rows) if row == ["Objective", "Section", "Check", "Task"]]
    if len(heads) != 1:
        return [f"{len(heads)} tables with the head | Objective | Section | Check | Task |; allowed: one"]
    table = rows[heads[0] + 2 : heads[0] + 2 + len(goals)]
    found = []
    if not goals or [row[0] for row in table] != [str(number + 1) for number in range(len(goals))]:
        return [f"the table has the objectives {[row[0] for row in table]}, the lesson has {len(goals)}"]
    anchors = {make_id(title["title"]) for title in _HEADING.finditer(text)}
    numbers = {f"check-{name}": str(place) for place, (_, name, _, _) in enumerate(checks(text), start=1)}
    exercises = text.partition("\n## Exercises\n")[2].partition("\n## ")[0]
    tasks = {found.rstrip(".") for found in re.findall(r"^\d+\.", exercises, re.M)}
    for row in table:
        name, task = f"objective {row[0]}", re.findall(r"\d+", row[3])
        sections, asked = _LINK.findall(row[1]), _LINK.findall(row[2])
        given = {"section": sections, "check": asked, "task": task}
        found += [f"{name}: no {what}" for what, links in given.items() if not links]
        found += [f"{name}: no heading has the anchor {anchor}" for anchor, _ in sections if anchor not in anchors]
        for link, said in asked:
            if link not in numbers:
                found.append(f"{name}: {link} is no check")
            elif numbers[link] != said:
                found.append(f"{name}: {link} is check {numbers[link]}, not {said}")
        found += [f"{name}: no task {number}" for number in task if number not in tasks]
    return found


def positions():
    """Map the keys of the bibliography to the position of the work: official, supportive, critical, mixed or method."""
    entries = parse_file(ROOT / "book" / "references.bib").entries
    return {key: re.split(r",\s*", entry.fields["keywords"])[1] for key, entry in entries.items()}


def _blocks(text):
    """Yield the paragraphs and the items of lists of a lesson: no headings, tables, directives, formulas or options."""
    bare = re.sub(r"^(`{3,}|:{3,})\{.*?^\1[ \t]*$", "", prose(text), flags=re.S | re.M)
    for block in re.split(r"\n\s*\n|\n(?=(?:- |\d+\. ))", bare):
        if not re.match(r"\s*(?:#|\||`{3}|:{3}|- \[|\$\$|%)", block):
            yield " ".join(block.split())


def labels(page, known=None):
    """Say where a label does not fit what stands before it.

    [O] official document or published official figure: cites official works only, or prints a figure of a table. [C]
    the abstract of the article, which the paragraph cites. [E] a study that the paragraph cites. [D] computed by the
    course: no study is cited in the sentence, and no figure in it is typed by hand. [M] a model: cites nothing.
    """
    known = positions() if known is None else known
    found = []
    for block in _blocks(page.text):
        near = {key.strip() for keys in _CITE.findall(block) for key in keys.split(",")}
        for sentence in _END.split(block):
            keys = {key.strip() for part in _CITE.findall(sentence) for key in part.split(",")}
            here = f"{sentence[-110:]!r}"
            for label in _LABEL.findall(sentence):
                found += [f"[{label}] {here}: {fault}" for fault in _faults(label, sentence, keys, near, known)]
    return found


def _faults(label, sentence, keys, near, known):
    official = {key for key in near if known.get(key) == "official"}
    studies = near - official - {SOURCE}
    if label == "O":
        if keys - official:
            yield f"cites {sorted(keys - official)}, which is not official"
        if not official and not _GLUE.search(sentence):
            yield "neither an official work nor a figure of a table"
    elif label == "C":
        if keys - {SOURCE} or SOURCE not in near:
            yield f"[C] is for what the abstract says; cite {SOURCE} and nothing else"
    elif label == "E":
        if not studies:
            yield "no study is cited in the paragraph"
        if keys & (official | {SOURCE}):
            yield f"cites {sorted(keys & (official | {SOURCE}))}, which is no study"
    elif label == "D":
        if keys:
            yield f"what a study found is no computation of the course: {sorted(keys)}"
        typed = _TYPED.search(_GLUE.sub("x", sentence))
        if typed:
            yield f"a figure is typed by hand: {typed[0]}; use glue"
    elif label == "M" and keys:
        yield f"what follows from a model needs no source: {sorted(keys)}"


def sides(page):
    """Say where the two readings do not rest on as many works (one more or less), at least four confirmed each."""
    entries = parse_file(ROOT / "book" / "references.bib").entries
    read = {}
    for name in ("Supportive", "Critical"):
        body = re.search(rf"^([`:]{{3,}})\{{reading\}} {name}.*?\n(.*?)^\1[ \t]*$", page.text, re.S | re.M)
        read[name] = {key.strip() for keys in _CITE.findall(body[2] if body else "") for key in keys.split(",")}
    sure = {
        name: {key for key in keys if key in entries and entries[key].fields["keywords"].startswith("confirmed")}
        for name, keys in read.items()
    }
    found = [f"{name}: {len(keys)} confirmed works; allowed: 4 or more" for name, keys in sure.items() if len(keys) < 4]
    if abs(len(read["Supportive"]) - len(read["Critical"])) > 1:
        found.append(f"{len(read['Supportive'])} works against {len(read['Critical'])}; allowed: one more or less")
    return found
