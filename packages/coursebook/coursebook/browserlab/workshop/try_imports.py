"""Runs inside Pyodide with the finished packages: import what lessons import, so that a gap stops the build."""

import importlib
import json

task = json.loads(job)  # noqa: F821 - set by run.mjs
exec(task["start"], {"__name__": "start"})
for name in task["modules"]:
    try:
        importlib.import_module(name)
    except Exception as error:
        raise ImportError(f"{name} cannot be imported in the browser's Python: {error!r}") from error
