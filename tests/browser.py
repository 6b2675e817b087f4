"""How tests start Chromium: the program and the options that the course itself uses."""

from reformlab.site.chromium import FLAGS
from reformlab.site.chromium import find as chromium


def launch(playwright, **options):
    """Start Chromium with the options that every test uses."""
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS, **options)
