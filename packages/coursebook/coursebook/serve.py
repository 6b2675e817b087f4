"""Show the finished site on this machine."""

from __future__ import annotations

import contextlib
import errno
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from .errors import SiteError

# What browsers insist on, whatever the machine's own list says.
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".whl": "application/octet-stream",
    ".ipynb": "application/json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site, with the right types, and without a line for every request."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | TYPES
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *args):  # noqa: A002 - the name is given
        pass

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")  # ask each time: after a build the page must be the new one
        super().end_headers()


class News:
    """Tells open pages that there is a new book; `server` takes one."""

    def __init__(self) -> None:
        self._number, self._changed = 0, threading.Condition()

    def announce(self) -> None:
        """Let all open pages load themselves again."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def wait(self, patience: float) -> bool:
        """Return whether something was announced within `patience` seconds."""
        with self._changed:
            before = self._number
            return self._changed.wait_for(lambda: self._number != before, patience)


class _Reloading(_Handler):
    """Pages that load themselves again after a build; they reach the reader's disk as they are, without that."""

    address = "/-/builds"  # Sphinx writes no page of this name
    script = f'<script>new EventSource("{address}").onmessage = () => location.reload();</script>'.encode()

    def __init__(self, *args, news, **options):
        self._news = news
        super().__init__(*args, **options)

    def do_GET(self):
        if self.path == self.address:
            self._tell()
        else:
            super().do_GET()

    def send_head(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if path.suffix != ".html" or not path.is_file():
            return super().send_head()
        page = path.read_bytes().replace(b"</body>", self.script + b"</body>", 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        return BytesIO(page)

    def _tell(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        with contextlib.suppress(OSError):  # the page has been left
            while True:
                self.wfile.write(b"data: built\n\n" if self._news.wait(10) else b": still here\n\n")


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True


def server(folder: Path, port: int, host: str = "127.0.0.1", *, news: News | None = None) -> ThreadingHTTPServer:
    """Make a server of `folder`; the caller runs ``serve_forever``.

    Parameters
    ----------
    folder : Path
        The finished site.
    port : int
        Port to listen on; 0 takes any free one.
    host : str
        Address; only this machine by default.
    news : News, optional
        Tells open pages to load themselves again.

    Raises
    ------
    SiteError
        If there is no site, or the port is in use or not allowed.
    """
    if not (folder / "index.html").is_file():
        raise SiteError(f"no finished book in {folder}. Build it first: make site")
    try:
        handler = partial(_Reloading, news=news) if news else _Handler
        return _Server((host, port), partial(handler, directory=str(folder)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE or getattr(error, "winerror", None) in (10013, 10048):
            raise SiteError(
                f"port {port} is in use by another program. Take another one: make serve PORT={port + 1}"
            ) from error
        if error.errno == errno.EACCES:
            raise SiteError(f"port {port} is not allowed here. Take one above 1023: make serve PORT=8000") from error
        raise SiteError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    except OverflowError as error:
        raise SiteError(f"port: {port} given, must be 0 to 65535") from error
