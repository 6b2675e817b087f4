import nbformat
import pytest
from click.testing import CliRunner
from coursebook import desk
from coursebook.commands import site
from coursebook.errors import SiteError

from .small import write


@pytest.fixture
def fresh(tmp_path):
    for name in ("lessons/a.ipynb", "exercises/b/b.ipynb"):
        (tmp_path / "fresh" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fresh" / name).write_text("1", "utf-8")
    return tmp_path / "fresh"


def test_work_is_never_overwritten(fresh, tmp_path):
    mine = tmp_path / "mine"
    assert desk.lay_out(fresh, mine).new == ["exercises/b/b.ipynb", "lessons/a.ipynb"]
    assert desk.lay_out(fresh, mine).same == ["exercises/b/b.ipynb", "lessons/a.ipynb"]
    (mine / "exercises" / "b" / "b.ipynb").write_text("my answer", "utf-8")
    laid = desk.lay_out(fresh, mine)
    assert laid.kept == ["exercises/b/b.ipynb"]
    assert not (mine / "exercises" / "b" / "b.new.ipynb").exists()  # nothing newer to show

    for path in fresh.rglob("*.ipynb"):
        path.write_text("2", "utf-8")
    laid = desk.lay_out(fresh, mine)
    assert (laid.new, laid.kept) == (["lessons/a.ipynb"], ["exercises/b/b.ipynb"])
    assert (mine / "lessons" / "a.ipynb").read_text("utf-8") == "2"
    assert (mine / "exercises" / "b" / "b.ipynb").read_text("utf-8") == "my answer"
    assert (mine / "exercises" / "b" / "b.new.ipynb").read_text("utf-8") == "2"


def test_a_desk_stays_out_of_git(fresh, tmp_path):
    desk.lay_out(fresh, tmp_path / "mine")
    assert (tmp_path / "mine" / ".gitignore").read_text("utf-8") == "*\n"


def test_a_desk_that_cannot_be_written_is_told(fresh, tmp_path):
    (tmp_path / "mine").write_text("a file", "utf-8")
    with pytest.raises(SiteError, match="cannot write to .*mine"):
        desk.lay_out(fresh, tmp_path / "mine")


def test_the_command_lays_out_lessons_as_notebooks(tmp_path):
    root = write(tmp_path / "course")
    (root / "book" / "references.bib").write_text("", "utf-8")
    result = CliRunner().invoke(site, ["lab", "--root", str(root), "--no-open"])
    assert result.exit_code == 0, result.output
    assert "notebooks: 2 new, 0 current, 0 with your work." in result.output
    notebook = nbformat.read(root / "notebooks" / "lessons" / "01_one.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert any("6 * 7" in cell.source for cell in notebook.cells if cell.cell_type == "code")
