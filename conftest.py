"""What all tests share: one browser a process, and signals as in a terminal."""

import signal

import pytest

# A suite started in the background is told to ignore Ctrl-C, and so would be the builds whose interruption is tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all rooms: playwright allows a process one at a time."""
    from playwright.sync_api import sync_playwright

    from tests.browser import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
