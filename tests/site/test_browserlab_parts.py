"""The parts of the browser lab without a browser: checked files, what travels, what is made again."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from coursebook import browserlab
from coursebook.browserlab import contents, own_wheel, pins, pyodide, slim, sources, texts, tools
from coursebook.build import build
from coursebook.directives import actions
from coursebook.fingerprint import packages
from coursebook.layout import find

ROOT = Path(__file__).parents[2]


def test_a_file_of_a_mirror_must_be_the_official_one(tmp_path):
    mirror, cache = tmp_path / "mirror", tmp_path / "cache"
    mirror.mkdir()
    files = sources.Files(cache, mirror=mirror)
    right = hashlib.sha256(b"right").hexdigest()
    with pytest.raises(browserlab.Unavailable, match="a.whl of Pyodide .* is not in the folder"):
        files.get("a.whl", right)
    (mirror / "a.whl").write_bytes(b"wrong")
    with pytest.raises(browserlab.Unavailable, match="not the official file"):
        files.get("a.whl", right)
    assert not list(cache.iterdir())
    (mirror / "a.whl").write_bytes(b"right")
    assert files.get("a.whl", right).read_bytes() == b"right"
    (mirror / "a.whl").unlink()
    assert files.get("a.whl", right).parent == cache  # kept, and looked at again before it is used
    (cache / "a.whl").write_bytes(b"spoilt")
    with pytest.raises(browserlab.Unavailable):
        files.get("a.whl", right)


def test_an_address_that_does_not_answer_is_named(tmp_path):
    files = sources.Files(tmp_path, release="http://127.0.0.1:9/")
    with pytest.raises(browserlab.Unavailable, match=r"http://127.0.0.1:9/pyodide-lock.json cannot be reached"):
        _ = files.lock


def test_what_is_left_out_leaves_no_package_behind():
    lock = {
        "packages": {
            "matplotlib": {"depends": ["fonttools", "numpy", "Python_Dateutil"]},
            "numpy": {"depends": []},
            "python-dateutil": {"depends": ["six"]},
            "six": {"depends": []},
        }
    }
    found = sources.closure(lock, roots=["matplotlib"], without={"matplotlib": {"fonttools"}})
    assert list(found) == ["matplotlib", "numpy", "python-dateutil", "six"]
    assert found["matplotlib"]["depends"] == ["numpy", "python-dateutil"]


@pytest.mark.parametrize(
    ("package", "name", "out"),
    [
        ("matplotlib", "matplotlib/backends/backend_qt5.py", True),
        ("matplotlib", "matplotlib/backends/backend_svg.py", False),
        ("matplotlib", "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", False),
        ("pandas", "pandas/tests/test_x.py", True),
        ("numpy", "numpy/_core/_multiarray_tests.cpython-312-wasm32-emscripten.so", False),
        ("reformlab", "reformlab/models/lewis.py", False),
        (slim.STDLIB, "encodings/gb18030.py", False),
        (slim.STDLIB, "encodings/mac_greek.py", True),
    ],
)
def test_rules_of_what_stays_out(package, name, out):
    assert bool(slim.left_out(package).search(name)) is out


def test_the_own_wheel_has_what_lessons_import_and_all_tables(tmp_path):
    own_wheel.write(packages(find(ROOT)), tmp_path / "own.whl")
    names = set(zipfile.ZipFile(tmp_path / "own.whl").namelist())
    tables = {f"reformlab/_tables/{path.name}" for path in (ROOT / "data").glob("*.csv")}
    assert len(tables) > 20
    assert tables <= names
    assert {
        "livefigure/js/figure.js",
        "reformlab/models/logistic.py",
        "reformlab/_tables/datapackage.json",
    } <= names
    assert not [name for name in names if name.startswith(("coursegrader", "coursebook", "reformlab/cli"))]


def test_only_a_touched_lesson_is_written_again(course, tmp_path):
    place = tmp_path / "lab"
    assert contents.make(place, course.root, cache=tmp_path, progress=False)
    assert contents.make(place, course.root, cache=tmp_path, progress=False) == []
    lesson = course.root / "lessons" / "02_two.md"
    lesson.write_text(lesson.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    assert contents.make(place, course.root, cache=tmp_path, progress=False) == ["lessons/02_two.ipynb"]
    given = json.loads((place / "course" / "given.json").read_text("utf-8"))
    assert set(given) == {"lessons/01_one.ipynb", "lessons/02_two.ipynb"}
    listed = json.loads((place / "api" / "contents" / "lessons" / "all.json").read_text("utf-8"))["content"]
    assert [entry["path"] for entry in listed] == sorted(given)
    notebook = json.loads((place / "files" / "lessons" / "02_two.ipynb").read_text("utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python"
    assert "pip install" not in notebook["cells"][0]["source"]
    lesson.unlink()
    contents.make(place, course.root, cache=tmp_path, progress=False)
    assert not (place / "files" / "lessons" / "02_two.ipynb").exists()


def test_a_lesson_says_where_the_copy_of_its_exercise_lies_and_how_to_hand_it_in(course, tmp_path):
    lesson = course.root / "lessons" / "02_two.md"
    line = "The notebook has two tasks. `reformlab exercise build 02_two` makes your copy."
    lesson.write_text(f"{lesson.read_text('utf-8')}\n{line}\n", "utf-8")
    contents.make(tmp_path / "lab", course.root, cache=tmp_path, progress=False)
    text = (tmp_path / "lab" / "files" / "lessons" / "02_two.ipynb").read_text("utf-8")
    assert "[02_two.ipynb](../exercises/02_two/02_two.ipynb). To hand it in, press “Check and hand in”" in text
    assert texts.texts()["hand_in"] in text
    assert "reformlab exercise" not in text


def test_an_exercise_in_the_browser_asks_for_no_installation(course, tmp_path):
    author = ROOT / "exercises" / "02_counting_people"
    shutil.copytree(author, course.root / "exercises" / "02_two")
    contents.make(tmp_path / "lab", course.root, cache=tmp_path, progress=False)
    notebook = json.loads((tmp_path / "lab/files/exercises/02_two/02_two.ipynb").read_text("utf-8"))
    assert "from reformlab import data" in str(notebook["cells"])
    assert "pip install" not in str(notebook["cells"])


def test_a_lesson_offers_what_is_there_and_says_how_much_the_first_start_loads(course):
    folder = course.root / "exercises" / "02_two"
    folder.mkdir(parents=True)
    (folder / "exercise.md").write_text("", "utf-8")
    config = SimpleNamespace(course_browser_lab=31, course_slides="slides/{name}.html")
    app = SimpleNamespace(srcdir=course.root, config=config, extensions={"coursebook.downloads"})
    buttons = actions.html(app, "lessons/02_two")
    assert "the first start loads about 31 MB" in buttons
    for address in (
        "../browserlab/notebooks/index.html?path=lessons/02_two.ipynb&amp;run=all",
        "../browserlab/notebooks/index.html?path=exercises/02_two/02_two.ipynb",
        "../_downloads/lessons/02_two.ipynb",
        "../_downloads/exercises/02_two/02_two.ipynb",
        "../slides/02_two.html",
    ):
        assert f'href="{address}"' in buttons
    config.course_browser_lab, config.course_slides, app.extensions = 0, "", set()
    assert actions.html(app, "lessons/02_two") == ""


def test_pyodide_is_taken_for_commonjs_below_a_folder_of_modules(tmp_path):
    """Node looks for the nearest package.json, and the course's own says that scripts are modules."""
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    folder = tmp_path / "pyodide"
    shutil.copytree(browserlab.carriers.fill(browserlab.files(ROOT / "_build" / "cache").cache).cache, folder)
    for kept in folder.glob("package.json"):
        kept.unlink()
    archive = tmp_path / "one-1.0-py3-none-any.whl"
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("one.py", "answer = 1")
    (tmp_path / "to").mkdir()
    (compiled,) = pyodide._compile(tools.node(tmp_path), folder, [("one", archive, False)], tmp_path / "to")
    assert zipfile.ZipFile(compiled).namelist() == ["one.pyc"]


def test_without_its_files_the_book_is_built_and_says_why(course, tmp_path):
    (tmp_path / "empty").mkdir()
    report = build(course, lab=True, pyodide=tmp_path / "empty")
    assert pins.LOCK in report.without_lab
    assert "is not in the folder" in report.without_lab
    page = (course.html / "lessons" / "01_one.html").read_text("utf-8")
    assert "browserlab" not in page
    assert not (course.html / "browserlab").exists()
    assert build(course, lab=True, pyodide=tmp_path / "empty").up_to_date


def test_the_readme_fills_a_folder_with_the_wheels_that_the_build_asks_for():
    """A compiled wheel of this machine would be no use in the browser."""
    readme = (ROOT / "README.md").read_text("utf-8")
    browser = tools.BROWSER.relative_to(ROOT).as_posix()
    assert f"pip download -d FOLDER {' '.join(tools.PURE)} -r {browser}`" in readme
    assert f"pip download -d FOLDER -r {tools.TOOLS.relative_to(ROOT).as_posix()}`" in readme
    assert f"pip download -d FOLDER {tools.NODE}`" in readme
