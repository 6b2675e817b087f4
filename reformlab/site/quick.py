"""Import Jupyter Book's machinery without what it does not need here."""

from __future__ import annotations

import contextlib
import functools
import importlib
import signal
import sys
import threading


@contextlib.contextmanager
def _hidden(module):
    """Make an optional module look as if it were not installed, for those that try to import it meanwhile."""
    hide = module not in sys.modules
    if hide:
        sys.modules[module] = None
    try:
        yield
    finally:
        if hide:
            del sys.modules[module]


def without_grammar():
    """Import jsonschema quickly; call this before anything else that imports it.

    Notes
    -----
    jsonschema looks for optional checkers of web addresses, and one of them, rfc3987_syntax (installed by JupyterLab's
    event log), builds a grammar at import that takes longer than Sphinx itself. No schema of the book asks for it, so
    it is hidden while jsonschema is imported; jsonschema itself treats it as optional.
    """
    with _hidden("rfc3987_syntax"):
        import jsonschema  # noqa: F401


def without_debugger():
    """Import ipykernel without its debugger, which is slow to start and which a notebook of the build does not need."""
    with _hidden("debugpy"):
        import ipykernel.debugger  # noqa: F401


def remember_plugins():
    """Read the metadata of all installed packages once; call this before anything else that looks for plugins.

    Notes
    -----
    pybtex asks for every name format and every style, pygments for every lexer, Sphinx for every builder, and each
    time the metadata is read anew. Nothing is installed during a build.
    """
    import importlib.metadata

    import importlib_metadata

    for module in (importlib.metadata, importlib_metadata):
        if not hasattr(module.entry_points, "everything"):
            module.entry_points = _remembering(module.entry_points)


def _remembering(look):
    everything = functools.cache(look)

    def entry_points(**wanted):
        return everything().select(**wanted) if wanted else everything()

    entry_points.everything = everything
    return entry_points


@contextlib.contextmanager
def _interrupt_afterwards():
    """Hold Ctrl-C back: there are modules that catch whatever is raised while they are imported, and go on."""
    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread alone
        yield
        return
    pressed = []
    before = signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def imports(extensions=()):
    """Import Sphinx, Jupyter Book and the modules named in `extensions`.

    A module that cannot be imported is left to Sphinx, whose message names the extension.
    """
    with _interrupt_afterwards():
        without_grammar()
        remember_plugins()
        import jupyter_book.sphinx  # noqa: F401
        import myst_nb  # noqa: F401

        for name in extensions:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
