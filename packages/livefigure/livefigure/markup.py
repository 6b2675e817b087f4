"""The HTML of a live figure: picture, controls, caption. It is whole before any script runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from . import markup_take
from .words import tr

if TYPE_CHECKING:
    from livefigure.controls import Choice, Play, Slider
    from livefigure.types import At

LONG = 140  # letters of a caption that stands open


def words() -> dict[str, str]:
    """Return the words of the front end in the reader's language."""
    return {
        "reset": tr("Reset"),
        "play": tr("Play"),
        "pause": tr("Pause"),
        "next": tr("Next step"),
        "values": tr("Values as a table"),
        "controls": tr("Controls of the figure"),
        "series": tr("Series"),
        "value": tr("Value"),
        "item": tr("No."),
        "words": tr("Words in the figure"),
        "between": tr("approximately"),
        "missing": tr("no data"),
        "failed": tr("This position could not be computed."),
        "stuck": tr(
            "This figure cannot follow its controls: an error has stopped it, and the picture may be out of step. "
            "Reload the page to see it as it was drawn."
        ),
        "unloaded": tr("The numbers of this figure could not be loaded."),
        "off": tr("The picture shows the starting position. Moving it needs scripts."),
        "moves": tr("The sliders move"),
        "starts": tr("Begin with"),
        "copy": tr("Copy link to these settings"),
        "copied": tr("Link copied. It restores the settings."),
        "uncopied": tr("The browser did not allow copying. Here is the link:"),
        "address": tr("Link to these settings"),
        "unread": tr("The settings in the address could not be read; the figure stands at its start."),
        "saved": tr("Saved as {}."),
        "take": tr("Take this figure"),
        "take_csv": tr("Data (CSV)"),
        "take_svg": tr("Picture (SVG)"),
        "take_png": tr("Picture (PNG)"),
        "take_link": tr("Link to these settings"),
        "take_embed": tr("Line to embed it"),
        "take_bibtex": tr("Citation (BibTeX)"),
        "take_gbt": tr("Citation (GB/T 7714)"),
        "copied_text": tr("Copied."),
        "uncopied_text": tr("The browser did not allow copying. Here it is:"),
        "code": tr("Code with these settings"),
        "copy_code": tr("Copy code"),
        "copied_code": tr("Code copied."),
        "uncopied_code": tr("The browser did not allow copying. Select the code and copy it."),
    }


def figure_html(
    uid: str,
    pictures: Sequence[str],
    controls: Sequence[Slider | Choice],
    plays: dict[str, Play],
    *,
    start: At,
    caption: str,
    meta: dict[str, Any],
    dock: bool = False,
    title: str = "",
    finding: Sequence[str] = (),
) -> str:
    """Return the ``<figure>`` of a live figure; its controls are disabled until a script takes over.

    Parameters
    ----------
    uid : str
        Unique id; all ids inside begin with it.
    pictures : list of str
        SVG text.
    controls : list of Slider and Choice
    plays : dict
        ``{slider name: Play}``.
    start : sequence of int
        Index of the starting position of each control.
    caption : str
        Plain text; empty for none.
    meta : dict
        What `description.describe` returned.
    dock : bool
        Keep the controls in sight beside the pictures.
    title : str
        What the figure is about; the pictures name it for those who do not see.
    finding : list of str
        What it finds at the start, by setting; empty for none.
    """
    say = meta["words"]
    rows = "".join(
        _control(f"{uid}-c{k}", c, i, plays.get(c.name), say)
        for k, (c, i) in enumerate(zip(controls, start, strict=True))
    )
    marks = meta.get("compare", {}).get("marks", [""])
    heads = "".join(
        f'<p class="live-finding">{f"<b>{escape(mark)}</b> " if mark else ""}<span>{escape(said)}</span></p>'
        for mark, said in zip(marks, finding, strict=False)
    )
    heads += f'<p class="live-measure" aria-hidden="true">{escape(title)}</p>' if title else ""
    drawn = "".join(f'<div class="live-picture">{svg}</div>' for svg in pictures)
    shared = f' data-share="{meta["share"]}"' if "share" in meta else ""
    near = f'<p class="live-near" hidden>{escape(meta["near"])}</p>' if "near" in meta else ""
    under = f"<figcaption>{_folded(caption)}</figcaption>" if caption else ""
    named = f'id="{uid}" aria-labelledby="{uid}-s0-title"'  # else the caption, its sources, would name the figure
    return (
        f'<figure class="live-figure" {named}{" data-docked" if dock else ""}{shared}>'
        f'<div class="live-pictures">{heads}{drawn}{markup_take.rolls(meta)}</div>'
        f'<div class="live-controls" role="group" aria-label="{escape(say["controls"])}">'
        f"{markup_take.sides(uid, meta)}{markup_take.starts(meta)}{rows}"
        f'<button type="button" class="live-button live-reset" disabled>{escape(say["reset"])}</button></div>'
        f"{near}{markup_take.actions(meta)}"
        f'<noscript><p class="live-off">{escape(say["off"])}</p></noscript>'
        f'<p class="live-note" role="status" hidden></p><p class="live-said" aria-live="polite"></p>{under}'
        f'<div class="live-more"><details class="live-values" hidden><summary>{escape(say["values"])}</summary>'
        f'<div class="live-tables" tabindex="0" role="region" aria-label="{escape(say["values"])}"></div></details>'
        f'<details class="live-take" hidden><summary>{escape(say["take"])}</summary></details></div></figure>'
    )


def _folded(caption):
    """Return a caption; a long one opens from its first words."""
    if len(caption) <= LONG:
        return escape(caption)
    head = re.split(r"[,;:.](?= )", caption.removeprefix("Source: "), maxsplit=1)[0]
    head = escape(tr("Source: {}").format(head))
    return f'<details class="live-source"><summary>{head}</summary><p>{escape(caption)}</p></details>'


def with_unit(control: Slider | Choice, value: Any) -> str:
    """Return the value of a control as it is shown and spoken."""
    unit = control.unit
    return control.say(value) + (("" if unit in ("%", "°") else " ") + unit if unit else "")


def _control(cid, control, index, play, say):
    label, shown = escape(control.label), escape(with_unit(control, control.positions[index]), quote=True)
    name = escape(control.name, quote=True)
    if control.kind == "choice":
        if control.style == "radio":
            options = "".join(
                f'<label class="live-radio"><input type="radio" name="{cid}" value="{i}"'
                f"{' checked' if i == index else ''} disabled><span>{escape(text)}</span></label>"
                for i, text in enumerate(control.labels)
            )
            return (
                f'<fieldset class="live-control live-radios" data-control="{name}">'
                f"<legend>{label}</legend>{options}</fieldset>"
            )
        options = "".join(
            f'<option value="{i}"{" selected" if i == index else ""}>{escape(text)}</option>'
            for i, text in enumerate(control.labels)
        )
        return (
            f'<div class="live-control" data-control="{name}"><label for="{cid}">{label}</label>'
            f'<select id="{cid}" autocomplete="off" disabled>{options}</select></div>'
        )
    button = (
        f'<button type="button" class="live-button live-play" aria-label="{escape(say["play"])}: {label}" disabled>'
        f"{escape(say['play'])}</button>"
        if play
        else ""
    )
    return (
        f'<div class="live-control" data-control="{name}"><label for="{cid}">{label}</label>'
        f'<input type="range" id="{cid}" min="0" max="{len(control.positions) - 1}" step="1" value="{index}" '
        f'aria-valuetext="{shown}" autocomplete="off" disabled>'
        f'<span class="live-value" aria-hidden="true">{shown}</span>{button}</div>'
    )
