"""LiveFigure: a matplotlib figure that follows its controls, with a kernel and on a page without one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import anywidget
import matplotlib.pyplot as plt
import numpy as np
import traitlets

from . import compare as sides
from . import markup, picture
from .artists import Stage
from .controls import arrange
from .description import describe
from .errors import LiveFigureError
from .grid import Model, Table
from .page import STYLES
from .png import to_png
from .script import source

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from livefigure.compare import Compare
    from livefigure.controls import Choice, Play, Slider
    from livefigure.derived import Roll
    from livefigure.handout import Handout


class LiveFigure(anywidget.AnyWidget):
    """A matplotlib figure whose artists follow sliders and choices.

    The figure is drawn once. `move` is called for a grid of control positions; a page without a kernel reads that
    table. With a kernel, each move is also answered exactly by `move`, and painted if the controls still stand there.

    Parameters
    ----------
    fig : matplotlib.figure.Figure or list of Figure
        Several figures share the controls (linked figures). They are closed for pyplot.
    move : callable
        ``move(**controls) -> {gid: content}``; pure, and quick. Content by kind of artist:
        line ``(x, y)`` or ``y``; point ``(x, y)``; scatter ``(x, y)`` or dict x, y, sizes, values; bars: heights;
        ``fill_between`` ``(x, y1, y2)`` or ``(y1, y2)``; stackplot: heights (layers, n); ``axvline`` a number;
        ``axvspan`` ``(lo, hi)``; ``vlines`` dict ymin, ymax; errorbar dict y, yerr; tiles: values; text: number,
        tuple of numbers, string, or dict text, x, y; any artist: True or False; limits:
        ``"axes:0": {"xlim": (lo, hi), "ylim": (lo, hi)}``. A dict may add ``visible`` and ``color``; None hides.
    controls : list of Slider, Choice, Play
    title, alt : str
        Name of the figure and what it shows, for readers who do not see it. Required.
    caption : str
        Plain text under the figure.
    formats : dict, optional
        ``{gid: "k = {:.2f}"}`` for numbers in texts.
    names : dict, optional
        ``{gid: readable name}`` for the table of values; default: the artist's label.
    items : dict, optional
        ``{gid: [names]}`` of bars, points or tiles for the table of values.
    tolerance : float
        Largest share of the axis range by which a position between stops may be off.
    max_calls, max_bytes : int
        Budget of the table: calls of `move`, and size.
    compare : Compare, optional
        Show two settings of the controls side by side.
    share : str
        A short name; the page then has a button that copies an address with all settings, ``#name?control=value``.
    handout : Handout, optional
        A notebook and a snippet with the settings, to be taken from the page.
    rolls : sequence of Roll, optional
        Lines that name the items below a limit.
    spoken : sequence of str, optional
        Gids of the texts that are read out after a move; default: all, if they are few.
    approximately : {"each", "once"}
        Between computed positions, put a sign before each number, or one line under the picture.
    dock : bool
        Keep the controls in sight beside the pictures, and on a phone what the figure finds; for figures higher than a
        screen. On a phone the controls come after the first two pictures.
    starts : dict, optional
        ``{label: {control: value}}``: buttons that move the controls to a setting; controls left out stay.
    finding : str
        Gid of the text that says what the figure finds, such as a title that follows the controls. It stands above the
        picture, in letters of the page; in a comparison one for each setting. Figures without such a text have none.

    Attributes
    ----------
    worst_error : float
        Largest measured error of the table against `move`, as a share of the axis range (a `Share` left out).
    errors : dict
        The same by gid, a `Share` included.

    Raises
    ------
    LiveFigureError
        If something is missing, unknown, of the wrong shape, or does not fit the budget.
    """

    _esm = source()
    _css = "".join(path.read_text("utf-8") for path in STYLES)

    html = traitlets.Unicode().tag(sync=True)
    meta = traitlets.Dict().tag(sync=True)
    table = traitlets.Bytes().tag(sync=True)
    at = traitlets.List(traitlets.Int()).tag(sync=True)  # index of the position of each control
    exact = traitlets.Bytes().tag(sync=True)  # state vector, float64, of the kernel's last answer
    exact_slots = traitlets.List().tag(sync=True)
    exact_at = traitlets.List(traitlets.Int()).tag(sync=True)
    failure = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        fig: Figure | Sequence[Figure],
        move: Callable[..., dict[str, Any]],
        controls: Iterable[Slider | Choice | Play],
        *,
        title: str,
        alt: str,
        caption: str = "",
        formats: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
        items: Mapping[str, Sequence[str]] | None = None,
        tolerance: float = 0.01,
        max_calls: int = 5000,
        max_bytes: int = 3_000_000,
        compare: Compare | None = None,
        share: str = "",
        handout: Handout | None = None,
        rolls: Iterable[Roll] = (),
        spoken: Sequence[str] | None = None,
        approximately: str = "each",
        dock: bool = False,
        starts: Mapping[str, dict[str, Any]] | None = None,
        finding: str = "head",
    ) -> None:
        for field, value in (("title", title), ("alt", alt)):
            if not isinstance(value, str) or not value.strip():
                raise LiveFigureError(f"{field}: {value!r}; say in words what the figure {_WHY[field]}")
        figures: list[Any] = list(fig) if isinstance(fig, (list, tuple)) else [fig]
        self._controls, plays = arrange(controls)
        self._compare = compare
        self._start = tuple(c.index(c.value) for c in self._controls)
        second = compare.position(self._controls, self._start) if compare else ()
        self._model = Model(move, self._controls)
        for one in figures:
            picture.freeze(one)
        first = self._model.result(self._start)
        if not isinstance(first, dict) or not first:
            raise LiveFigureError(f"move returned {type(first).__name__}; a dict {{gid: content}} is needed")
        stage = self._stage = self._model.stage = Stage(
            figures, first, formats=formats or {}, names=names or {}, compare=compare
        )
        _name_items(stage, items or {})
        state = self._drawn(self._start, second)
        trees = picture.draw(stage, state)
        found = picture.lift(stage, trees, finding)
        layout_table = Table(self._model, tolerance=tolerance, max_calls=max_calls, max_bytes=max_bytes)
        stage.draw(state)
        self._table = layout_table
        self.worst_error, self.errors = layout_table.worst, layout_table.errors
        self.title, self.alt, self.caption = (" ".join(str(t).split()) for t in (title, alt, caption))
        extras: dict[str, Any] = {
            "share": share,
            "handout": handout,
            "rolls": rolls,
            "spoken": spoken,
            "approximately": approximately,
        }
        meta = describe(self._table, self._controls, plays, self._start, compare=compare, second=second, **extras)
        if found:
            meta["finding"] = finding
        if starts:
            meta["starts"] = [{"label": label, "at": self._named(label, to)} for label, to in starts.items()]
        blob = layout_table.blob()
        seed = json.dumps([meta, self.title, self.alt]).encode() + blob
        uid = "live-" + hashlib.sha256(seed).hexdigest()[:10]
        meta["uid"] = uid
        svgs = [
            picture.finish(tree, prefix=f"{uid}-s{k}-", title=self.title, alt=self.alt) for k, tree in enumerate(trees)
        ]
        html = markup.figure_html(
            uid,
            svgs,
            self._controls,
            plays,
            start=self._start,
            caption=self.caption,
            meta=meta,
            dock=dock,
            title=self.title,
            finding=found,
        )
        super().__init__(html=html, meta=meta, table=blob, at=[*self._start, *second])
        self.observe(self._answer, "at")
        for one in figures:
            plt.close(one)  # else the notebook would show the still figure as well

    def _drawn(self, at, second=()):
        """Return the state that is drawn at the position indices `at`, and `second` of a comparison."""
        state = self._stage.read(self._model.result(at))
        return sides.mix(self._stage.parts, state, self._stage.read(self._model.result(second))) if second else state

    # ---- with a kernel

    def _answer(self, change):
        """Compute the position exactly; the front end paints it if its controls still stand there."""
        at, n = tuple(change["new"]), len(self._controls)
        try:
            vectors, slots = zip(*(self._model.state(at[k : k + n]) for k in range(0, len(at), n)), strict=True)
        except LiveFigureError as error:
            with self.hold_sync():
                self.failure, self.exact_at = str(error), []
            return
        with self.hold_sync():
            self.failure = ""
            self.exact = np.ascontiguousarray(np.concatenate(vectors), "<f8").tobytes()
            self.exact_slots = [value for setting in slots for one in setting for value in one.values()]
            self.exact_at = list(at)

    @traitlets.validate("at")
    def _check_at(self, proposal):
        at = proposal["value"]
        sizes = [len(c.positions) for c in self._controls] * (2 if self._compare else 1)
        if len(at) != len(sizes) or any(not 0 <= i < n for i, n in zip(at, sizes, strict=False)):
            raise LiveFigureError(f"at: {at!r}; one index below {sizes} a control is needed")
        return at

    # ---- for people

    @property
    def values(self) -> dict[str, Any]:
        """Control values now, ``{name: value}``; assign a dict to move some of them."""
        return self._model.values(tuple(self.at[: len(self._controls)]))

    @values.setter
    def values(self, new: dict[str, Any]) -> None:
        n = len(self._controls)
        self.at = [*self._moved(self.at[:n], new), *self.at[n:]]

    @property
    def second(self) -> dict[str, Any]:
        """Control values of the second setting of a comparison; assign a dict to move some of them."""
        return self._model.values(tuple(self.at[len(self._controls) :])) if self._compare else {}

    @second.setter
    def second(self, new: dict[str, Any]) -> None:
        if not self._compare:
            raise LiveFigureError("second: the figure compares nothing; make it with compare=")
        n = len(self._controls)
        self.at = [*self.at[:n], *self._moved(self.at[n:], new)]

    def _named(self, label, to):
        """Return the index of each control at a named setting, -1 for a control that it leaves where it is."""
        try:
            return self._moved([-1] * len(self._controls), to)
        except LiveFigureError as error:
            raise LiveFigureError(f"starts: {label!r}: {error}") from error

    def _moved(self, at, new):
        at, names = list(at), [c.name for c in self._controls]
        for name, value in dict(new).items():
            if name not in names:
                raise LiveFigureError(f"control {name!r}: there is none; controls are {', '.join(names)}")
            at[names.index(name)] = self._controls[names.index(name)].index(value)
        return at

    def draw_at(self, **values: Any) -> Any:
        """Draw the matplotlib figure at a position and return it (a list, if there are several); for print and tests.

        Parameters
        ----------
        **values
            Control values; those not given stand where they started.
        """
        at = tuple(self._moved(self._start, values))
        state = self._drawn(at, tuple(self.at[len(self._controls) :]))
        self._stage.draw(state)
        for part, (_, slots) in zip(self._stage.parts, state, strict=True):
            for artist in part.artists() if part.kind != "limits" else ():
                artist.set_visible(slots.get("visible", True))
        return self._stage.figures if len(self._stage.figures) > 1 else self._stage.figures[0]

    def __repr__(self):
        """Say what the figure is, not what it holds."""
        return f"LiveFigure({self.title!r})"

    def _repr_mimebundle_(self, **kwargs):
        """Return the widget, and the still picture with its description for where widgets are not shown."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data is None:
            return bundle
        drawn = self.draw_at()
        png = to_png(drawn if isinstance(drawn, list) else [drawn])
        said = f"{self.title}: {self.alt}"
        under = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        # an image, because viewers that do not trust a notebook take drawings out of its HTML
        image = f'<img src="data:image/png;base64,{png}" alt="{escape(said)}" style="max-width: 100%">'
        data["text/html"] = f"<figure>{image}{under}</figure>"
        data["image/png"] = png
        data["text/plain"] = said
        return bundle


_WHY = {"title": "is about", "alt": "shows, for readers who do not see it"}


def _name_items(stage, items):
    for gid, given in items.items():
        parts = [p for p in stage.parts if p.gid == gid]
        if not parts:
            raise LiveFigureError(f"items: {gid!r} is no gid that move returns")
        for part in parts:
            part.items = [str(i) for i in given]
