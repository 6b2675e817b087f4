"""Style sheets get smaller and say the same: Chromium reads the same rules before and after."""

import pytest
from coursebook.stylesheets import small

from .conftest import ROOT

SHEETS = [path for folder in ("packages", "book") for path in sorted((ROOT / folder).rglob("*.css"))]
RULES = """([before, after]) => [before, after].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const even = (text) => text.replace(/([,;:{}])\\s+/g, "$1").replace(/\\s+([,;{}])/g, "$1").replace(/\\s+/g, " ")
    .replace(/([^\\d])0\\./g, "$1.");
  return [...sheet.cssRules].map((rule) => even(rule.cssText)); // var() is kept as it was written
})"""


def test_space_goes_where_it_says_nothing():
    assert small("a :hover, b {  color: red; /* loud */ margin: 0 1px; }") == "a :hover,b{color:red;margin:0 1px}"
    assert small("x { content: ' ; '; width: calc(1px + 2px); }") == 'x{content:" ; ";width:calc(1px + 2px)}'
    assert small("@media (width > 1px) { a > b, c ~ d { --y: ; } }") == "@media (width>1px){a>b,c ~ d{--y:}}"
    assert small("x { width: 0.5rem; margin: -0.25em 10.05px; }") == "x{width:.5rem;margin:-.25em 10.05px}"


@pytest.mark.browser
def test_the_browser_reads_the_same_rules(chromium):
    page = chromium.new_page()
    assert len(SHEETS) > 10
    for path in SHEETS:
        text = path.read_text("utf-8")
        short = small(text)
        assert small(short) == short and len(short) < len(text)
        before, after = page.evaluate(RULES, [text, short])
        assert before and before == after, path
    page.close()
