"""The swap of a finished site."""

from coursebook import publish


def _tree(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_swap_shows_the_new_site_as_a_whole(tmp_path):
    work, html = tmp_path / "work", tmp_path / "html"
    _tree(work, a="1", sub__b="1", gone="1")
    publish.swap(work, html)
    (work / "gone").unlink()
    (work / "a").write_text("22", "utf-8")
    publish.swap(work, html)
    assert (html / "a").read_text("utf-8") == "22"
    assert not (html / "gone").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["html", "work"]


def test_a_swap_that_was_stopped_half_way_is_undone(tmp_path):
    _tree(tmp_path / "html.old", index="old")
    publish.recover(tmp_path / "html")
    assert (tmp_path / "html" / "index").read_text("utf-8") == "old"
    _tree(tmp_path / "html.old", index="older")
    publish.recover(tmp_path / "html")
    assert (tmp_path / "html" / "index").read_text("utf-8") == "old"
