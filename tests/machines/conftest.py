"""Trees of the course as other machines have them: cloned, unpacked, read-only, under another locale."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def git(*words, cwd=None):
    """Run git and return what it prints."""
    named = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "gc.auto=0"]
    return subprocess.run(["git", *named, *map(str, words)], cwd=cwd, check=True, capture_output=True).stdout


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """A repository of one commit: the work tree as it is, without what git ignores."""
    folder = tmp_path_factory.mktemp("repository") / "course.git"
    git("init", "--quiet", "--bare", folder)
    work_tree = [f"--git-dir={folder}", f"--work-tree={ROOT}"]
    git(*work_tree, "add", "--all", cwd=ROOT)
    git(*work_tree, "commit", "--quiet", "--message=all", cwd=ROOT)
    return folder


def clone(repository, folder, **config):
    """Clone with settings of git, such as ``autocrlf="true"``."""
    settings = [word for name, value in config.items() for word in ("-c", f"core.{name}={value}")]
    git(*settings, "clone", "--quiet", repository, folder)
    return folder


class Tree:
    """A tree of the course: its own library runs in it, with the packages of this Python.

    Parameters
    ----------
    root : Path
        The tree.
    before : sequence of str
        A program that starts Python, with its options.
    encoding : str
        What Python writes to a terminal.
    **environment : str
        Variables that are set for it.
    """

    def __init__(self, root, before=(), encoding="utf-8", **environment):
        self.root, self.before, self.encoding = root, list(before), encoding
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(root),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": encoding,
            **environment,
        }

    def python(self, *words, wrong=False):
        """Run Python in the tree; return all it prints, and fail unless it ends well (with `wrong`: badly)."""
        command = [*self.before, sys.executable, *map(str, words)]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(command, cwd=self.root, env=self.environment, encoding=self.encoding, **streams)
        assert (done.returncode != 0) is wrong, done.stdout
        assert "Traceback" not in done.stdout, done.stdout
        return done.stdout

    def reformlab(self, *words, wrong=False):
        """Run a verb of the command line."""
        return self.python("-m", "reformlab.cli", *words, wrong=wrong)

    def load_all(self):
        """Load every table from the tree's own data folder; return how many there are."""
        load = "[data.load(table) for table in data.tables()]; print(len(data.tables()), os.fsencode(data.folder()))"
        count, folder = self.python("-c", f"import os; from reformlab import data; {load}").strip().split(" ", 1)
        assert ast.literal_eval(folder) == os.fsencode((self.root / "data").resolve())
        return int(count)
