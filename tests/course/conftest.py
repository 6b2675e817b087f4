from pathlib import Path

from coursebook import lessons as reader

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))


def pytest_generate_tests(metafunc):
    """Give a test that asks for `lesson` every lesson in turn, one that asks for `formed` those that have a form."""
    if "lesson" in metafunc.fixturenames:
        metafunc.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
    if "formed" in metafunc.fixturenames:
        formed = [path for path in LESSONS if has_form(path)]
        metafunc.parametrize("formed", formed, ids=[path.stem for path in formed], indirect=True, scope="module")


def has_form(path):
    """Return whether a lesson belongs to the second edition: its front matter names the form in which it is told."""
    return "form" in reader.read(path).meta
