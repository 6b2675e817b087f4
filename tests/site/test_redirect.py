"""The page that leads to another."""

from coursebook.pages import redirect


def test_the_redirect_escapes_what_it_is_given():
    page = redirect.page('a"b.html', "<T>")
    assert "<T>" not in page.replace("<title>", "") and "a&quot;b.html" in page
