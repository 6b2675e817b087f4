"""All of a version: refused when no commit holds it, listed with checksums."""

import hashlib
import subprocess

import pytest
from click.testing import CliRunner
from coursebook.commands import site
from coursebook.epub import book as epub
from coursebook.errors import SiteError
from coursebook.layout import find
from coursebook.pdf import book as pdf_book
from coursebook.release import site_zip, students, whole

from .small import write


@pytest.fixture
def committed(tmp_path):
    root = write(tmp_path / "course")
    (root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', "utf-8")
    (root / ".gitignore").write_text("_build/\n", "utf-8")
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], check=True)
    return find(root)


def test_what_no_commit_holds_is_not_released(committed):
    whole.refuse_changes(committed)
    (committed.root / "lessons" / "01_one.md").write_text("changed", "utf-8")
    (committed.root / "new.txt").write_text("new", "utf-8")
    with pytest.raises(SiteError, match="not released: lessons/01_one.md, new.txt differ from the last commit"):
        whole.refuse_changes(committed)
    whole.refuse_changes(committed, force=True)
    said = CliRunner().invoke(site, ["release", "--root", str(committed.root)])
    assert said.exit_code == 1 and "make release ARGS=--force" in said.output and "Traceback" not in said.output
    assert not committed.output.exists()


def test_every_file_is_made_and_listed(committed, monkeypatch):
    folder = committed.output / "release"
    folder.mkdir(parents=True)

    def making(name):
        def make(layout, **options):
            (folder / name).write_text(name, "utf-8")
            return folder / name

        return make

    rooms = {"site.zip": site_zip, "students.zip": students, "course.pdf": pdf_book, "course.epub": epub}
    for name, room in rooms.items():
        monkeypatch.setattr(room, "write", making(name))
    made = [path.name for path in whole.write(committed)]
    assert made == [*rooms, "SHA256SUMS"]
    lines = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    assert lines == {name: hashlib.sha256(name.encode()).hexdigest() for name in made[:-1]}
