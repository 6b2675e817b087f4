"""Make what students wrote and printed harmless for terminals and for the pages that teachers and students open.

Text goes through one sanitizer: a CommonMark parser without raw HTML, then an allow-list of elements (nh3). Nothing of
it is a link, loads anything, or is a formula whose commands are not on a list.
"""

from __future__ import annotations

import contextlib
import html
import re
import signal
import threading
from typing import Any
from urllib.parse import unquote

import nbformat
import nh3
from markdown_it import MarkdownIt

from coursegrader.sandbox.capture import OUTPUTS_LIMIT, RICH_LIMIT, TEXT_LIMIT
from coursegrader.words import said

_FURTHER = "... further output is left out: it is too much"
LONGEST_TEXT = 200_000  # characters of one text that is read as Markdown; a longer one is shown as written
_SECONDS = 5.0  # for one text
_WORD = re.compile(r"\w+")
_TAGS = set(
    _WORD.findall("p br hr em strong code pre blockquote ol ul li h1 h2 h3 h4 h5 h6 table thead tbody tr th td img")
)
_PICTURES = ("image/png", "image/jpeg")
_DATA = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]*")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_TERMINAL = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")
_CONTROLS = {
    number: None
    for numbers in (range(9), range(11, 32), range(127, 160), range(0x202A, 0x202F), range(0x2066, 0x206A))
    for number in numbers
} | {0x200E: None, 0x200F: None, 0x061C: None, 0x2028: "\n", 0x2029: "\n", 0xFEFF: None}
_ACTIVE = str.maketrans({letter: f"&#{ord(letter)};" for letter in "[]`*_\\$~|{}\n"})  # to a Markdown parser
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_FORMULAS = set(
    _WORD.findall(
        "frac dfrac tfrac sqrt sum prod int lim log ln exp min max left right cdot times div pm mp le leq ge "
        "geq ne neq approx sim equiv in notin subset cup cap to rightarrow leftarrow Rightarrow infty partial "
        "nabla hat bar tilde vec dot overline underline text mathrm mathbf mathit mathbb mathcal quad qquad "
        "ldots cdots dots alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi "
        "pi rho sigma tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega forall "
        "exists sin cos tan propto "
    )
)
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str, pictures: dict | None = None) -> str:
    """Return Markdown as one line of harmless HTML, which a Markdown parser passes on as it is.

    Parameters
    ----------
    text
        What a student wrote.
    pictures
        Pictures pasted into the cell: name -> {"image/png" or "image/jpeg": base64}.
    """
    text = text.translate(_CONTROLS)
    made = f"<pre>{html.escape(text)}</pre>"
    if len(text) <= LONGEST_TEXT:
        with contextlib.suppress(TimeoutError, RecursionError), _at_most(_SECONDS):
            made = _clean(text, pictures or {})
    formulas = set(_COMMAND.findall(text)) <= _FORMULAS
    kind = "" if formulas else ' class="tex2jax_ignore mathjax_ignore"'
    return f"<div{kind}>{made.strip().translate(_ACTIVE)}</div>"


def _clean(text, pictures):
    tokens = _markdown.parse(text)
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "image":
            kinds = pictures.get(unquote(str(token.attrs["src"]).removeprefix("attachment:")), {})
            kind = next((kind for kind in _PICTURES if kind in kinds), None)
            if kind:
                token.attrs["src"] = f"data:{kind};base64,{''.join(kinds[kind].split())}"
            else:
                token.type = "text"  # from elsewhere: its description stays
    made = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        made,
        tags=_TAGS,
        attributes={"img": {"src", "alt"}},
        attribute_filter=lambda tag, name, value: value if name != "src" or _DATA.fullmatch(value) else None,
        url_schemes={"data"},
        link_rel=None,
    )


@contextlib.contextmanager
def _at_most(seconds):
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets signals; students' text is read in a process of its own
        return

    def ring(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain(text: str, longest: int = 2000) -> str:
    """Return text without control characters (terminal escapes, changes of direction), cut at a length."""
    text = str(text)[: 4 * longest].encode("utf-8", "replace").decode()
    return _TERMINAL.sub("", text).translate(_CONTROLS)[:longest]


def line(text: str, longest: int = 500) -> str:
    """Return text for one line of a terminal or a list."""
    return " ".join(plain(text, longest).split())


def outputs(raw: Any, room: int = 1 << 30) -> list:
    """Return outputs that the sandbox sent as notebook outputs: text and PNG pictures, at most so many, so long.

    Parameters
    ----------
    raw
        What the sandbox sent.
    room
        Characters for all of them; what does not fit is left out, and a line says so.
    """
    kept = []
    for output in raw[:OUTPUTS_LIMIT] if isinstance(raw, list) else ():
        made, size = _output_of(output)
        if made is None:
            continue
        room -= size
        if room < 0:
            kept.append(_output("stream", name="stderr", text=f"{said(_FURTHER)}\n"))
            break
        kept.append(made)
    return kept


def _output_of(output):
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream" and isinstance(output.get("text"), str):
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = plain(output["text"], TEXT_LIMIT + 100)
        return _output("stream", name=name, text=text), len(text)
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = _display(output["data"])
        extra = {"execution_count": None} if kind == "execute_result" else {}
        return (_output(kind, data=data, metadata={}, **extra) if data else None), sum(map(len, data.values()))
    return None, 0


def error(name: str, message: str, trace: str = "") -> nbformat.NotebookNode:
    """Return an error output."""
    lines = plain(trace, 8000).split("\n") if trace else [f"{plain(name, 100)}: {plain(message)}"]
    return _output("error", ename=plain(name, 100), evalue=plain(message), traceback=lines)


def _output(kind, **fields):
    """Return an output as nbformat makes it; the notebook is validated once, when it is written."""
    return nbformat.from_dict({"output_type": kind, **fields})


def _display(data) -> dict:
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = plain(data["text/plain"], TEXT_LIMIT)
    picture = data.get("image/png")
    if isinstance(picture, str) and len(picture) <= RICH_LIMIT and _BASE64.fullmatch(picture):
        kept["image/png"] = picture
    return kept
