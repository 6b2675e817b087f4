"""The front end as one text, joined from its ES modules: no build step, and no program but Python.

The modules keep to a few rules, so that joining them needs no parser: a statement at the top level begins at the left
margin; imports are ``import { a, b } from "./module.js";``; what is exported is a named ``const``, ``function`` or
``class``, exported where it is declared. Each module becomes a function, whose names stay its own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from .errors import LiveFigureError

_HERE = Path(__file__).parent / "js"
_IMPORT = re.compile(r'^import \{([\w\s,]*)\} from "\./([a-z_]+)\.js";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:const|(?:async )?function\*?|class) (\w+))", re.M)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.M)


def join(entry: str, folder: Path = _HERE) -> str:
    """Return the module `entry` and all that it imports as one text that declares its exports.

    Parameters
    ----------
    entry : str
        Name of a module without ``.js``.
    folder : Path
        Where the modules stand.

    Returns
    -------
    str
        Statements ``const $module = (() => { ... })();``, each module after those that it imports; `entry` is last.

    Raises
    ------
    LiveFigureError
        If a module is not there, imports in a circle, imports what is not exported, or imports or exports in another
        form; with module and line.
    """
    done, exports = {}, {}

    def add(name, path):
        text = (folder / f"{name}.js").read_text("utf-8")

        def error(found, what):
            return LiveFigureError(f"{name}.js, line {text.count(chr(10), 0, found.start()) + 1}: {what}")

        def imported(found):
            names, module = re.findall(r"\w+", found[1]), found[2]
            if module in path:
                raise error(found, f"modules import in a circle: {' -> '.join([*path, module])}")
            if not (folder / f"{module}.js").is_file():
                raise error(found, f"there is no module {module}.js")
            if module not in done:
                add(module, [*path, module])
            for one in names:
                if one not in exports[module]:
                    raise error(found, f"{module}.js does not export {one!r}; it exports {', '.join(exports[module])}")
            return f"const {{ {', '.join(names)} }} = ${module};" + "\n" * found[0].count("\n")

        for found in _OTHER.finditer(text):
            if not (_IMPORT.match(text, found.start()) or _EXPORT.match(text, found.start())):
                allowed = 'import { a, b } from "./module.js"; and export before a const, function or class'
                raise error(found, f"{found[0]!r} is not understood; allowed are {allowed}")
        body = _EXPORT.sub("", _IMPORT.sub(imported, text))
        exports[name] = _EXPORT.findall(text)
        done[name] = f"const ${name} = (() => {{\n{body}return {{ {', '.join(exports[name])} }};\n}})();\n"

    add(entry, [entry])
    return "".join(done.values())


@cache
def source() -> str:
    """Return the module that a notebook loads (an anywidget's ``_esm``)."""
    return join("notebook") + "export default { render: $notebook.render };\n"


@cache
def page_script() -> str:
    """Return the front end of a page as a classic script: it also runs on a page opened from a folder."""
    start = 'if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", $page.page);'
    return f'(() => {{\n"use strict";\n{join("page")}{start}\nelse $page.page();\n}})();\n'
