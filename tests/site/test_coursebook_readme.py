"""The README of the package builds as it stands, by the plain command."""

import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "packages" / "coursebook" / "README.md"


def test_the_course_of_two_lessons_builds(tmp_path):
    text = README.read_text("utf-8")
    files = re.findall(r"`([\w./]+)`:\n\n(`{3,4})\w+\n(.*?)\n\2\n", text, re.DOTALL)
    assert len(files) == 5
    for name, _, content in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content + "\n", "utf-8")
    command = [Path(sys.executable).with_name("jupyter-book"), "build", ".", "-W"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {
        name: (tmp_path / f"_build/html/lessons/{name}.html").read_text("utf-8") for name in ("01_fall", "02_swing")
    }
    assert "19.6 m" in pages["01_fall"] and "2.01 s" in pages["02_swing"] and "<math" in pages["01_fall"]
    assert all(page.count('<div class="check check-') == 1 for page in pages.values())
    assert not re.search(r'(?:src|href)="https?://[^"]+\.(?:js|css)"', "".join(pages.values()))
