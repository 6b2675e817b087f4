"""The HTML beside the controls: the switch between two settings, lines of names, things to take along."""

from __future__ import annotations

from html import escape
from typing import Any


def sides(uid: str, meta: dict[str, Any]) -> str:
    """Return the switch that says which of two settings the controls move."""
    if "compare" not in meta:
        return ""
    options = "".join(
        f'<label class="live-radio live-side-{k}"><input type="radio" name="{uid}-side" value="{k}"'
        f'{"" if k else " checked"} autocomplete="off" disabled><span>{escape(name)}</span></label>'
        for k, name in enumerate(meta["compare"]["names"])
    )
    return f'<fieldset class="live-sides"><legend>{escape(meta["words"]["moves"])}</legend>{options}</fieldset>'


def starts(meta: dict[str, Any]) -> str:
    """Return the buttons that move the controls to a setting with a name."""
    if "starts" not in meta:
        return ""
    buttons = "".join(
        f'<button type="button" aria-pressed="false" disabled>{escape(one["label"])}</button>' for one in meta["starts"]
    )
    return f'<div class="live-starts" role="group" aria-label="{escape(meta["words"]["starts"])}">{buttons}</div>'


def rolls(meta: dict[str, Any]) -> str:
    """Return the table whose cells the script fills with names, one column a setting."""
    if not meta["rolls"]:
        return ""
    heads = meta.get("compare", {}).get("names", [""])
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(roll["label"])}</th>'
        + "".join(f'<td data-head="{escape(name, quote=True)}"></td>' for name in heads)
        + "</tr>"
        for roll in meta["rolls"]
    )
    return f'<div class="live-rolls"><table><thead><tr><td></td>{top}</tr></thead><tbody>{rows}</tbody></table></div>'


def actions(meta: dict[str, Any]) -> str:
    """Return the buttons for address, notebook and code."""
    say, out = meta["words"], ""
    if "share" in meta:
        out += f'<button type="button" class="live-button live-copy" disabled>{escape(say["copy"])}</button>'
    if "handout" in meta:
        label = escape(meta["handout"]["label"])
        out += f'<button type="button" class="live-button live-download" disabled>{label}</button>'
    if not out:
        return ""
    out += f'<input class="live-address" readonly hidden aria-label="{escape(say["address"])}">'
    out += '<p class="live-told" role="status"></p>'
    if "handout" in meta:
        copy = f'<button type="button" class="live-button live-copy-code" disabled>{escape(say["copy_code"])}</button>'
        out += (
            f'<details class="live-snippet"><summary>{escape(say["code"])}</summary>'
            f'<pre tabindex="0"><code></code></pre>{copy}</details>'
        )
    return f'<div class="live-actions">{out}</div>'
