"""Runs inside Pyodide with matplotlib loaded: write the list of its fonts, which takes a second to find out."""

import json

from matplotlib import font_manager

with open(f"/machine/{json.loads(job)['target']}", "w", encoding="utf-8") as file:  # noqa: F821 - set by run.mjs
    json.dump(font_manager.fontManager, file, cls=font_manager._JSONEncoder)
