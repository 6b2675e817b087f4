"""How tests start Chromium: which program, and with which options."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium():
    """Return the path of Chromium or Chrome: `CHROMIUM` of the environment, else the first one that is installed."""
    given = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [given] if given else _NAMES)), None)
    if found is None:
        raise RuntimeError(
            f"no Chromium found (CHROMIUM={given!r}); run the tests with `make test`, which installs one"
        )
    return found


def launch(playwright, **options):
    """Start Chromium with the options that every test uses."""
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS, **options)
