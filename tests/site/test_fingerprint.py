"""What results and pages depend on."""

import pytest
from coursebook import fingerprint
from coursebook.errors import SiteError
from coursebook.layout import find

from .small import write


@pytest.mark.parametrize("place", ["data/table.csv", "requirements.txt"])
def test_results_depend_on_tables_and_pins(tmp_path, place):
    layout = find(write(tmp_path / "course"))
    before = fingerprint.environment(layout)
    assert fingerprint.environment(layout) == before
    (layout.root / place).write_text("other", "utf-8")
    assert fingerprint.environment(layout) != before


def test_results_depend_on_the_library_but_not_on_the_extensions(tmp_path, monkeypatch):
    layout = find(write(tmp_path / "course"))
    package, extension = tmp_path / "lib" / "thing" / "__init__.py", layout.root / "book" / "_ext" / "a.py"
    for path in (package, extension):
        path.parent.mkdir(parents=True)
        path.write_text("1", "utf-8")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    settings = layout.config.read_text("utf-8").replace(
        "  config:\n", "  config:\n    course_libraries: [thing.part]\n"
    )
    layout.config.write_text(settings, "utf-8")
    before, drawn = fingerprint.environment(layout), fingerprint.rendering(layout)
    extension.write_text("2", "utf-8")
    assert fingerprint.environment(layout) == before
    assert fingerprint.rendering(layout) != drawn
    package.write_text("2", "utf-8")
    assert fingerprint.environment(layout) != before


def test_a_library_that_is_not_installed_is_named(tmp_path):
    layout = find(write(tmp_path / "course"))
    settings = layout.config.read_text("utf-8").replace("  config:\n", "  config:\n    course_libraries: [no_such]\n")
    layout.config.write_text(settings, "utf-8")
    with pytest.raises(SiteError, match=r"_config.yml: course_libraries names no_such, which is not installed"):
        fingerprint.environment(layout)


def test_results_depend_on_installed_packages(tmp_path, monkeypatch):
    (tmp_path / "thing-1.0.dist-info").mkdir()
    monkeypatch.setattr("site.getsitepackages", lambda: [str(tmp_path)])
    before = fingerprint.installed()
    (tmp_path / "carried" / "other-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "carried")  # as setuptools does with what it carries
    assert fingerprint.installed() == before
    (tmp_path / "thing-1.0.dist-info").rename(tmp_path / "thing-1.1.dist-info")
    assert fingerprint.installed() != before


def test_renaming_a_file_changes_the_hash(tmp_path):
    (tmp_path / "a").write_text("x", "utf-8")
    before = fingerprint.files(tmp_path)
    (tmp_path / "a").rename(tmp_path / "b")
    assert fingerprint.files(tmp_path) != before
    assert fingerprint.files(tmp_path / "nothing") == fingerprint.files()
