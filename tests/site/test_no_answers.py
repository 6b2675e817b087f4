"""The built book shows no model answer, mark scheme, marking example or hidden test."""

from ..course.withheld import dense, secrets


def test_nothing_for_instructors_is_in_the_book(book):
    hidden = secrets(hidden_tests=True)
    assert len(hidden) > 300
    pages = [path for path in book.rglob("*") if path.suffix in (".html", ".md", ".ipynb", ".txt", ".json")]
    assert len(pages) > 50
    found = []
    for page in pages:
        text = dense(page.read_text("utf-8", errors="replace"))
        found += [f"{page.relative_to(book)}: {slug}: {line}" for line, slug in hidden.items() if line in text]
    assert not found
