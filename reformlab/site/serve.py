"""Show the finished site on this machine."""

from __future__ import annotations

import errno
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

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


class _Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True


def server(folder, port, host="127.0.0.1"):
    """Make a server of `folder`; the caller runs ``serve_forever``.

    Parameters
    ----------
    folder : Path
        The finished site.
    port : int
        Port to listen on; 0 takes any free one.
    host : str
        Address; only this machine by default.

    Raises
    ------
    SiteError
        If there is no site, or the port is in use or not allowed.
    """
    if not (folder / "index.html").is_file():
        raise SiteError(f"no finished book in {folder}. Build it first: make site")
    try:
        return _Server((host, port), partial(_Handler, directory=str(folder)))
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
