"""Runs inside Pyodide: rewrite wheels and the standard library with bytecode of exactly this Python.

Compiling in the browser takes a third of the start; so it is done here, once.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import re
import struct
import zipfile
from os import PathLike
from typing import Any


def bytecode(path: str, text: bytes, optimize: int) -> bytes:
    """Return a .pyc that Python takes without comparing it to a source file."""
    code = compile(text, path, "exec", dont_inherit=True, optimize=optimize)
    unchecked = struct.pack("<I", 0b01)
    return importlib.util.MAGIC_NUMBER + unchecked + importlib.util.source_hash(text) + marshal.dumps(code)


def rewrite(
    source: str | PathLike[str],
    target: str | PathLike[str],
    place: str,
    left_out: Any,
    instead: Any,
    keep_sources: bool,
    optimize: int,
) -> None:
    """Write one archive, whose files will lie below `place`, without what is left out.

    With sources, the bytecode stands in __pycache__ beside them, else in their place.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        files = {n: old.read(n) for n in old.namelist() if not n.endswith("/") and not re.search(left_out, n)}
        files.update({name: text.encode() for name, text in instead.items()})
        for name, data in sorted(files.items()):
            if not name.endswith(".py"):
                if not name.endswith("/RECORD"):  # would name files that are left out
                    new.writestr(name, data)
            elif keep_sources:
                folder, _, stem = name.removesuffix(".py").rpartition("/")
                new.writestr(name, data)
                new.writestr(f"{folder}/__pycache__/{stem}.cpython-312.pyc", bytecode(place + name, data, optimize))
            else:
                new.writestr(name + "c", bytecode(place + name, data, optimize))


for wheel in json.loads(job)["wheels"]:  # noqa: F821 - set by run.mjs
    source, target = f"/machine/{wheel['source']}", f"/machine/{wheel['target']}"
    rules = {name: wheel[name] for name in ("place", "left_out", "instead", "keep_sources", "optimize")}
    rewrite(source, target, **rules)
