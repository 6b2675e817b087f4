"""Pages that show what other pages hold (titles, minutes, items, citations) are written again when that changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .errors import store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PAGES, _SEEN = "course_late_pages", "course_late_state"
_STATES = []


def watch(state: Callable[[BuildEnvironment], object]) -> None:
    """Let late pages depend on what `state(env)` returns: anything with a stable `repr`."""
    if state not in _STATES:
        _STATES.append(state)


def note(env: BuildEnvironment) -> None:
    """Say that the page being read is a late one."""
    store(env, _PAGES)[env.docname] = True


def _purge(app, env, docname):
    store(env, _PAGES).pop(docname, None)


def _merge(app, env, docnames, other):
    for docname in docnames:
        if docname in store(other, _PAGES):
            store(env, _PAGES)[docname] = True


def _changed(app, env):
    known = hashlib.sha256(repr([state(env) for state in _STATES]).encode()).hexdigest()
    if getattr(env, _SEEN, None) == known:
        return []
    setattr(env, _SEEN, known)
    return sorted(store(env, _PAGES))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)
    app.connect("env-updated", _changed)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
