"""Text of students is harmless: on every page that a Markdown parser makes of it, and on a terminal."""

import re

import pytest

from coursegrader.runner import harmless

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
HOSTILE = [
    "<\\style onload=\"document.title='XSS'\">",
    "<script>alert(1)</script>",
    "<\\script>alert(1)<\\/script>",
    "[a](javascript:alert(1)) [b](https://evil.example) <https://evil.example> [c][d]\n\n[d]: https://evil.example",
    "![x](https://evil.example/x.png) ![y](data:image/svg+xml;base64,PHN2Zz4=) ![z](attachment:x.svg)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "</div></section><img src=x onerror=alert(1)>\n\n<svg onload=alert(1)>",
    "text\n\n\n    <script>alert(1)</script>\n\n```\n</pre><script>a</script>\n\n\n[a](javascript:alert(1))\n```",
    "<img src=x\nonerror=alert(1)>",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | [x](javascript:alert(1)) |",
]
LIVE = re.compile(
    r"<(?!/?(?:div|p|br|hr|em|strong|code|pre|blockquote|[ou]l|li|h\d|table|thead|tbody|tr|t[hd])\b)", re.I
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_text_is_live_however_often_it_is_parsed(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    once = harmless.markdown(text)
    assert "\n" not in once
    for page in (once.lower(), markdown2html_mistune(once).lower()):
        assert not LIVE.findall(page), page
        assert not re.search(r"<[^>]*(href|src|on\w+)\s*=", page, re.I), page


def test_marks_of_a_text_stay():
    made = harmless.markdown("# Title\n\n**bold** and `code`\n\n1. one\n\n| a |\n|---|\n| b |\n\n1 < 2 & 3")
    for part in (
        "<h1>Title</h1>",
        "<strong>bold</strong>",
        "<code>code</code>",
        "<li>one</li>",
        "<td>b</td>",
        "1 &lt; 2",
    ):
        assert part in made


def test_pasted_pictures_are_shown_and_no_other():
    made = harmless.markdown("![My graph](attachment:graph%201.png)", {"graph 1.png": {"image/png": f"{PNG}\n"}})
    assert f'<img src="data:image/png;base64,{PNG}" alt="My graph">' in made
    for kinds in ({"image/svg+xml": PNG}, {"text/html": "x"}, {"image/png": '"><script>'}):
        assert "src=" not in harmless.markdown("![My graph](attachment:g)", {"g": kinds})


@pytest.mark.parametrize(
    ("text", "shown"),
    [(r"$\frac{a}{b}$", True), (r"$\href{javascript:alert(1)}{x}$", False), (r"$\let\x\href \x{a}{b}$", False)],
)
def test_formulas_are_set_if_all_their_commands_are_known(text, shown):
    assert ("tex2jax_ignore" not in harmless.markdown(text)) == shown


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a_", "`" * 7 + " ", "> ", "- ", "<a", "\\", "|a", "[a](", "&#x41;", "**x"]
)
def test_a_long_text_ends(piece):
    assert harmless.markdown(piece * (150_000 // len(piece))).endswith("</div>")
    assert harmless.markdown(piece * 300_000).endswith("</pre></div>")


def test_no_control_character_reaches_a_terminal():
    text = "a\x1b[2Jb\x1b]0;title\x07c\x9b31md\x00e\u202ef\u2066g\u2028h\x7f\ud800"
    assert harmless.plain(text) == "ab]0;titlec31mdefg\nh?"
    assert harmless.line("a\nb\tc\x1b[31m d") == "a b c d"
    assert harmless.plain("x" * 100, 5) == "xxxxx"


def test_outputs_have_room_together():
    many = [{"output_type": "stream", "name": "stdout", "text": "x" * 1000}] * 50
    kept = harmless.outputs(many, room=10_500)
    assert sum(len(output.text) for output in kept) < 11_000
    assert "further output is left out" in kept[-1].text
