"""Which lesson cites what."""

from types import SimpleNamespace

from coursebook.pages.cited import citations


def test_citations_do_not_depend_on_which_page_was_read_last():
    def cited(*pages):
        refs = [
            SimpleNamespace(docname=page, citation_ref_id=f"{page}-{key}", targets=[SimpleNamespace(key=key)])
            for page in pages
            for key in ("b", "a")
        ]
        domain = SimpleNamespace(citation_refs=refs)
        return citations(SimpleNamespace(domains={"cite": domain}, get_domain=lambda _: domain))

    assert cited("x", "y") == cited("y", "x")
    assert [key for page, key, _ in cited("x", "y") if page == "x"] == ["b", "a"]
