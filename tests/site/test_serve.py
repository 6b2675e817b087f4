import socket
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner
from coursebook.commands import site
from coursebook.errors import SiteError
from coursebook.serve import server

from .conftest import served
from .small import write


@pytest.fixture
def folder(tmp_path):
    for name in ("index.html", "a.mjs", "b.wasm", "c.svg", "d.woff2"):
        (tmp_path / name).write_text("text", "utf-8")
    return tmp_path


def test_a_port_in_use_is_named_and_another_one_offered(folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SiteError, match=f"port {port} is in use.*make serve PORT={port + 1}"):
            server(folder, port)


def test_the_command_says_so_without_a_traceback(tmp_path):
    root = write(tmp_path / "course")
    html = root / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text("text", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(site, ["serve", "--no-build", "--root", str(root), "--port", str(port)])
    assert result.exit_code == 1
    assert f"port {port} is in use" in result.output and "Traceback" not in result.output


def test_a_book_that_is_not_there(tmp_path):
    with pytest.raises(SiteError, match="no finished book.*make site"):
        server(tmp_path, 0)


def test_a_port_that_is_no_port(folder):
    with pytest.raises(SiteError, match="port: 70000 given, must be 0 to 65535"):
        server(folder, 70000)


def test_types_that_browsers_insist_on(folder):
    kinds = {
        "a.mjs": "text/javascript",
        "b.wasm": "application/wasm",
        "c.svg": "image/svg+xml",
        "d.woff2": "font/woff2",
    }
    with served(folder) as base:
        for name, kind in kinds.items():
            with urllib.request.urlopen(f"{base}/{name}") as answer:
                assert answer.headers["Content-Type"] == kind
                assert answer.headers["Cache-Control"] == "no-cache"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{base}/none.html")
