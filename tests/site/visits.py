"""Visits to the browser lab: what the tests of it share."""

from coursebook.chromium import FLAGS, find

from ..browser import PATIENCE

HARMLESS = (
    # JupyterLab registers these two twice itself
    "Menu entry for command 'filemenu:close-and-cleanup'",
    "Menu entry for command 'application:close'",
    # JupyterLite says so whenever it is allowed to fall back, also where it need not
    "Memory storage fallback enabled",
)


class Visit:
    """A browser of its own for one test; what it asked for and what went wrong.

    With the folder of a `profile` it is a program of its own, which reads the preferences there.
    """

    def __init__(self, chromium, address, profile=None, **options):
        options = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
        if profile is None:
            self.context = chromium.new_context(**options)
        else:
            own = {"executable_path": find(), "args": FLAGS}
            self.context = chromium.browser_type.launch_persistent_context(profile, **own, **options)
        self.base = address
        self.own = (address.removesuffix("/course"), "data:", "blob:")
        self.foreign, self.wrong, self.asked = [], [], []
        self.context.on("request", lambda one: self.asked.append(one.url))
        self.context.on("request", lambda one: one.url.startswith(self.own) or self.foreign.append(one.url))
        self.context.route(lambda url: not url.startswith(self.own), lambda route: route.abort())
        self.page = self.watch(self.context.new_page())

    def watch(self, page):
        """Note what goes wrong on a page; return the page."""
        page.set_default_timeout(PATIENCE * 1000)
        page.on("response", lambda answer: answer.status >= 400 and self.wrong.append(answer.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)
        return page

    def _console(self, said):
        if said.type in ("error", "warning") and not said.text.startswith(HARMLESS):
            self.wrong.append(said.text)

    def open(self, path):
        self.page.goto(f"{self.base}/browserlab/notebooks/index.html?path={path}")
        return self.page
