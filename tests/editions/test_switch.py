"""The switch between editions in a browser: two small pages, with the script and style of editions."""

import shutil

from coursebook.editions.extension import STATIC

from ..site.conftest import served

PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><link rel="stylesheet" href="{up}course-editions.css">
<script defer src="{up}course-editions.js"></script></head><body>
<header style="position: sticky; top: 0"><a class="edition-switch" href="{to}" data-twin="{to}" hreflang="{other}"
 data-both="Both">{name}</a></header>
<article class="bd-article"><section id="a"><h1>A</h1><p>{words}</p>
<section id="b" style="min-height: 600px"><h2>B</h2><p>{words}</p></section>
<section id="c" style="min-height: 600px"><h2>C</h2><p>{words} <a id="d" href="#b">b</a></p></section>
</section></article></body></html>
"""
ENGLISH = {"lang": "en", "up": "", "to": "zh/index.html", "other": "zh-CN", "name": "中文", "words": "One."}
CHINESE = {"lang": "zh-CN", "up": "../", "to": "../index.html", "other": "en", "name": "English", "words": "一。"}


def test_it_keeps_the_place_and_sets_both_languages_side_by_side(tmp_path, chromium):
    (tmp_path / "zh").mkdir()
    (tmp_path / "index.html").write_text(PAGE.format(**ENGLISH), "utf-8")
    (tmp_path / "zh/index.html").write_text(PAGE.format(**CHINESE), "utf-8")
    for file in STATIC.iterdir():
        shutil.copy(file, tmp_path)
    with served(tmp_path) as address, chromium.new_context(viewport={"width": 1280, "height": 300}) as context:
        tab = context.new_page()
        tab.goto(f"{address}/index.html")
        tab.evaluate("document.getElementById('c').scrollIntoView()")
        tab.wait_for_function("scrollY > 200")
        tab.click("a.edition-switch")
        tab.wait_for_url("**/zh/index.html#c")
        button = tab.get_by_role("button", name="Both")
        button.click()
        twin = tab.locator("#c > .edition-pair > .edition-twin")
        twin.wait_for()
        assert twin.text_content().strip() == "One. b" and twin.get_attribute("lang") == "en"
        assert twin.locator("a").evaluate("(one) => one.href").endswith("/index.html#b")
        assert "/zh/" not in twin.locator("a").evaluate("(one) => one.href")
        assert tab.locator("#d").count() == 1 and button.get_attribute("aria-pressed") == "true"
        button.click()
        assert not twin.is_visible() and button.get_attribute("aria-pressed") == "false"
        tab.set_viewport_size({"width": 390, "height": 800})
        assert not button.is_visible()
