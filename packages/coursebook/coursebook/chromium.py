"""Find Chromium or Chrome on this machine, and start it the same way everywhere."""

from __future__ import annotations

import os
import shutil

from .errors import SiteError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str:
    """Return the path of Chromium or Chrome: `CHROMIUM` of the environment, else the first one that is installed.

    Raises
    ------
    SiteError
        If there is none.
    """
    given = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [given] if given else NAMES)), None)
    if found is None:
        missing = f"CHROMIUM={given} is not a program" if given else "Chromium or Chrome is needed and was not found"
        raise SiteError(
            f"{missing}.\n  Debian:   sudo apt-get install chromium\n  macOS:    brew install --cask google-chrome\n"
            "  Windows:  install Chrome from google.com/chrome\n"
            "  If it is installed elsewhere, set CHROMIUM=/path/to/chromium."
        )
    return found
