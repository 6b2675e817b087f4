"""What the book needs beyond Jupyter Book: lessons executed in parallel, assets of its own, a safe swap, a server.

`build` is the whole story; every other module is one noun of it: `layout` (where things are), `lessons` (the
notebooks in the table of contents), `execute` (run them), `cache` (keep what they gave), `vendor` (files that
pages load), `publish` (work folder to finished folder), `serve` (look at it), `errors` (what went wrong, in words).
"""
