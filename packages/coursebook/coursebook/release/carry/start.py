"""Show the course of this folder in the browser, on this machine alone. Needs Python 3 and nothing else."""

from __future__ import annotations

import functools
import http.server
import pathlib
import sys
import threading
import webbrowser

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


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the types that browsers insist on, whatever this machine believes about them."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def log_message(self, *args: object) -> None:
        """Say nothing about single files."""


def main() -> None:
    """Serve until Ctrl-C, on the first port that is free."""
    site = pathlib.Path(__file__).resolve().parent / "site"
    if not (site / "index.html").is_file():
        sys.exit("The folder 'site' is not beside this file. Unpack the whole zip file, then start again.")
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    handler = functools.partial(Handler, directory=str(site))
    for port in (*range(first, first + 20), 0):
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
            break
        except OSError:
            continue
    else:
        sys.exit("No port of this machine is free.")
    address = f"http://localhost:{server.server_address[1]}/"
    print("The course is at", address, "- close this window or press Ctrl-C to end.", flush=True)
    threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Ended.")


main()
