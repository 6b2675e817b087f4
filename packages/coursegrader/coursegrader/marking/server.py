"""The marking page on this machine: the standard library's server on the loopback address, and an address that only
the person who started it knows."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from coursegrader.errors import GradingError
from coursegrader.marking.desk import Conflict, Desk

_LARGEST = 1 << 20  # bytes of a request
_HERE = Path(__file__).parent


class Server(ThreadingHTTPServer):
    """Serves one :class:`~coursegrader.marking.desk.Desk`; ``address`` is the page to open.

    Parameters
    ----------
    desk
        What is marked.
    port
        0 takes a free one.
    """

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk, self.secret = desk, secrets.token_urlsafe(16)

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.server_port}/{self.secret}/"


class _Handler(BaseHTTPRequestHandler):
    server_version, sys_version = "coursegrader", ""

    def do_GET(self):
        """Send the page, the list of questions, a question, or a notebook."""
        self._answer("GET")

    def do_POST(self):
        """Take a mark, or the points of a level."""
        self._answer("POST")

    def log_message(self, *_):
        """Say nothing on the terminal."""

    def _answer(self, method):
        own = {f"127.0.0.1:{self.server.server_port}", f"localhost:{self.server.server_port}"}
        parts = self.path.split("/")[1:]
        if self.headers.get("Host") not in own or not secrets.compare_digest(parts[0], self.server.secret):
            return self._send(HTTPStatus.FORBIDDEN, {"error": "this is not the address that was printed"})
        try:
            if method == "GET" and parts[1:] == [""]:
                return self._page()
            self._send(HTTPStatus.OK, self._act(method, parts[1:]))
        except Conflict:
            self._send(HTTPStatus.CONFLICT, {"error": "another marker has changed this answer; look again"})
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", error)).split("\n")[0]
            text = f"the grade book cannot be written ({reason}): this mark was not kept, give it again"
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, {"error": text})
        except (GradingError, ValueError, TypeError, KeyError) as error:
            self._send(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    def _act(self, method, parts):
        desk = self.server.desk
        if (method, parts) == ("GET", ["questions"]):
            return desk.overview()
        if method != "POST" or len(parts) != 1:
            raise GradingError("there is no such page")
        size = int(self.headers.get("Content-Length") or 0)
        if size > _LARGEST:
            raise GradingError("this is too long")
        asked = json.loads(self.rfile.read(size))
        of = asked.pop("assignment"), asked.pop("question")
        if parts == ["question"]:
            return desk.question(*of)
        if parts == ["notebook"]:
            return {"body": desk.notebook(*of, asked["id"])}
        if parts == ["level"]:
            points = desk.change_level(*of, asked["level"], points=asked["points"], label=str(asked["label"]))
            return {"changed": points}
        if parts == ["mark"]:
            desk.mark(*of, asked["ids"], asked["seen"], level=asked["level"], comment=str(asked["comment"]))
            return {}
        raise GradingError("there is no such page")

    def _page(self):
        once = secrets.token_urlsafe(16)
        page = (_HERE / "page.html").read_text("utf-8").replace("{{ once }}", once)
        rule = f"default-src 'none'; script-src 'nonce-{once}'; style-src 'unsafe-inline'; img-src data:; "
        rule += "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        self._send(HTTPStatus.OK, page, "text/html; charset=utf-8", {"Content-Security-Policy": rule})

    def _send(self, status, what, kind="application/json", more=()):
        data = (what if isinstance(what, str) else json.dumps(what)).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": len(data), **dict(more)}.items():
            self.send_header(name, str(value))
        for name, value in (("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")):
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)
