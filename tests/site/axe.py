"""Ask axe-core about a page: one injection, all rules of WCAG 2.2 A and AA and its best practices."""

from pathlib import Path

import axe_playwright_python

_SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]  # what another theme can change
# Rows of a table are of one make: the first seven speak for the rest. Axe cannot see into a drawing; its colours are
# tested where they are chosen (tests/style).
_SAME = ["tbody tr:nth-child(n+8)", "svg > g"]

_RUN = """
async ([options, same]) => {
  const found = await axe.run({ include: [document], exclude: same.map((one) => [one]) }, options);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => {
    const said = [...node.any, ...node.all, ...node.none].map((check) => check.message);
    return `${rule.id}: ${node.target.join(" ")}: ${said[0] ?? rule.help}`;
  }));
}
"""


def violations(page, *, colours=None, also_without=()) -> list[str]:
    """Return what axe-core finds on a page, one line for each element.

    Parameters
    ----------
    page : playwright.sync_api.Page
    colours : bool, optional
        True for the rules on colours alone, False for all others; all rules by default.
    also_without : sequence of str
        Rules to leave out.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_SOURCE)
    run = {"type": "rule", "values": _COLOURS} if colours else {"type": "tag", "values": _TAGS}
    off = [*also_without, *(_COLOURS if colours is False else [])]
    options = {"resultTypes": ["violations"], "runOnly": run, "rules": {rule: {"enabled": False} for rule in off}}
    return page.evaluate(_RUN, [options, _SAME])


_DARK = """
async () => {
  document.documentElement.dataset.theme = document.documentElement.dataset.mode = "dark";
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  await Promise.all(document.getAnimations().map((way) => way.finished.catch(() => null)));  // colours on their way
}
"""


def dark(page):
    """Switch the loaded page to dark, as the theme's button does, and wait until its colours have settled."""
    page.evaluate(_DARK)
