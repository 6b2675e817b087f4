"""Pictures in pages, made smaller."""

import json
from html import escape

from bs4 import BeautifulSoup
from coursebook.pages import slim


def test_coordinates_are_shortened_and_scales_and_words_are_not():
    svg = '<svg><path d="M 1.234567 -0.000001 L 10 2.5"/><g transform="translate(1.23456 2) scale(0.123456)"></g></svg>'
    text = "pi is 3.14159265"
    assert slim.drawings(text + svg) == text + svg.replace("M 1.234567 -0.000001 L", "M 1.23 0 L")


def test_still_pictures_share_styles_and_lose_names_that_nothing_uses():
    mark = '<g id="g2"><use xlink:href="#m1" x="1" style="fill: red"/></g>'
    svg = f'<svg xmlns:xlink="x"><!-- a --><defs><path id="m1" d="M 0 0" style="fill: red"/></defs>{mark}</svg>'
    short = slim.drawings(svg + svg.replace("red", "blue"))
    first, second = '<use href="#m1" x="1" class="mark-0"/>', '<use href="#m1" x="1" class="mark-1"/>'
    assert short.startswith("<style>.mark-0{fill: red}.mark-1{fill: blue}</style>")
    assert first in short and second in short and 'id="m1"' in short and "g2" not in short and "<!--" not in short


def test_parts_that_scripts_move_keep_their_names_and_styles():
    moving = '<g id="live-1-s0-p0"><g id="live-1-s0-x"><path d="M 1.239 0" style="fill: red"/></g><g id="y"/></g>'
    svg = f'<svg><g id="live-1-s0-axes"><path d="M 0 0" style="fill: red"/></g>{moving}<path style="fill: red"/></svg>'
    short = slim.drawings(svg)
    assert moving.replace("1.239", "1.24") in short and "axes" not in short
    assert short.count('class="mark-0"') == 2


def test_a_text_that_is_not_turned_does_not_say_so():
    turned = '<text transform="rotate(-90 1 2)">a</text>'
    assert slim.drawings(f'<svg><text x="1" transform="rotate(-0 1 2)">b</text>{turned}</svg>') == (
        f'<svg><text x="1">b</text>{turned}</svg>'
    )


def test_data_in_attributes_lose_no_sign():
    data = [{"it's": 'a "b" & <c>', "d": 1}]
    box = f'<div data-cases="{escape(json.dumps(data))}" title="&quot;x&quot;">data-y="&quot;</div>'
    short = slim.attributes(box)
    assert len(short) < len(box) and json.loads(BeautifulSoup(short, "html.parser").div["data-cases"]) == data
    assert BeautifulSoup(short, "html.parser").div["title"] == '"x"'
