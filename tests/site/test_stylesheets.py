"""Style sheets get smaller and say the same: Chromium reads the same rules before and after."""

import pytest
from rcssmin import cssmin as small

from .conftest import ROOT

SHEETS = [path for folder in ("packages", "book") for path in sorted((ROOT / folder).rglob("*.css"))]
RULES = """([before, after]) => [before, after].map((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const even = (text) => text.replace(/([,;:{}])\\s+/g, "$1").replace(/\\s+([,;{}])/g, "$1").replace(/\\s+/g, " ")
    .replace(/([^\\d])0\\./g, "$1.");
  return [...sheet.cssRules].map((rule) => even(rule.cssText)); // var() is kept as it was written
})"""


@pytest.mark.browser
def test_the_browser_reads_the_same_rules(chromium):
    page = chromium.new_page()
    assert len(SHEETS) > 10
    for path in SHEETS:
        text = path.read_text("utf-8")
        short = small(text)
        assert text.count("{") == text.count("}"), path  # a browser would close what is open, at the end
        assert small(short) == short and len(short) < len(text)
        before, after = page.evaluate(RULES, [text, short])
        assert before and before == after, path
    page.close()
