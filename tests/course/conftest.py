from pathlib import Path

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9]*.md"))


def pytest_generate_tests(metafunc):
    """Give a test that asks for `lesson` every lesson in turn."""
    if "lesson" in metafunc.fixturenames:
        metafunc.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
