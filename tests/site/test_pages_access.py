"""What pages lack for screen readers, and get."""

from coursebook.pages import access


def test_empty_headings_are_mended():
    assert access.mended("<tr><th></th><th>year</th></tr>") == "<tr><td></td><th>year</th></tr>"
    assert access.mended('<th class="head"><p></p></th>') == '<td class="head"></td>'
