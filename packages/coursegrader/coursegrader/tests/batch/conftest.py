import shutil

import pytest

from coursegrader.batch.course import Settings

from ..conftest import LIMITS


class Class:
    """A course folder with submissions, and settings to grade it by."""

    def __init__(self, folder, course, honest):
        self.folder, self.honest = folder, honest
        shutil.copytree(course / "instructor", folder / "source")
        self.submitted = folder / "submitted"
        self.submitted.mkdir()

    def hand_in(self, student, data=None, when=None):
        home = self.submitted / student / "02_counting"
        home.mkdir(parents=True)
        (home / "02_counting.ipynb").write_bytes(self.honest if data is None else data)
        if when:
            (home / "timestamp.txt").write_text(when, "utf-8")
        return home / "02_counting.ipynb"

    def settings(self, **more):
        url = f"sqlite:///{self.folder / 'gradebook.db'}"
        return Settings(
            **{"folder": self.folder, "source": self.folder / "source", "url": url, "limits": LIMITS, **more}
        )


@pytest.fixture
def group(tmp_path, course, honest):
    return Class(tmp_path / "course", course, honest) if (tmp_path / "course").mkdir() is None else None
