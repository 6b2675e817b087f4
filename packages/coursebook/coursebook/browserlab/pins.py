"""What the browser's Python is made of: versions, checksums, and what of each package travels.

`CORE` and the official lock file are pinned here by checksum; the lock file names the checksum of every package. So a
file is the official one wherever it was fetched from.
"""

from __future__ import annotations

PYODIDE = "0.27.7"
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/"
LOCK = "pyodide-lock.json"

# SHA-256 of the release's own files
CORE = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    LOCK: "9c45b916001a750f4102fc287494f3eab215909c7535c626a20db80fd6333e2c",
}

# Packages of the release that lessons and the kernel need; what they depend on comes with them.
ROOTS = ("numpy", "pandas", "matplotlib", "ipython")

# What the official lock asks for and nothing in the lab uses: PDF fonts, Pyodide's own canvas, the terminal, the
# database of the shell's history.
WITHOUT = {
    "matplotlib": {"fonttools", "matplotlib-pyodide"},
    "ipython": {"prompt-toolkit", "sqlite3"},
}

# Pure Python packages that Pyodide does not have; exact versions in requirements-browser.txt beside this file.
PURE_DEPENDS = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "psygnal": [],
    "typing-extensions": [],
}

# The kernel's own packages, from jupyterlite-pyodide-kernel; its installer is replaced by the one in assets/piplite.
KERNEL_DEPENDS = {"ipykernel": [], "pyodide-kernel": ["ipykernel", "ipython", "comm", "piplite"]}

# Loaded before the first cell. `course` holds the libraries of the course, with their tables.
COURSE = "course"
AT_START = ("pyodide-kernel", COURSE)
