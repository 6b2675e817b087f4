"""Code in pages, made smaller."""

from coursebook.pages import code


def test_code_keeps_four_colours_and_each_line_is_a_box():
    block = '<div class="highlight"><pre><span></span>{}</pre></div>'
    marks = '<span class="k">if</span> <span class="n">x</span><span class="s2">&quot;</span><span class="s1">a</span>'
    short = code.shorten(f'<span class="n">not code</span>{block.format(marks + chr(10) + chr(10) + "y")}')
    line = '<span class="k">if</span> x<span class="s">&quot;a</span>'
    lines = f"<span>{line}\n</span><span>\n</span><span>y</span>"
    assert short == f'<span class="n">not code</span><div class="highlight"><pre>{lines}</pre></div>'
