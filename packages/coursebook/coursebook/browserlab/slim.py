"""What of each package, and of the standard library, stays out of the browser.

Tests, headers, other backends, samples, and fonts that nobody sets. A package keeps all that importing it needs: the
build imports what lessons import and stops where something is missing.
"""

from __future__ import annotations

import re

STDLIB = "python_stdlib"

# Docstrings are a quarter of a package's bytecode. They stay where students read them most; on the page of the
# package they can be read for all.
WITH_DOCSTRINGS = {"numpy", "course"}

_ALWAYS = r"(^|/)tests?/|\.pyi$|\.pxd$|\.pxi$|\.c$|\.h$|\.a$|\.map$|\.data/|/licenses/|(^|/)py\.typed$"

_BY_PACKAGE = {
    STDLIB: (
        r"^encodings/(?!__init__|aliases|ascii|big5|charmap|cp1252|cp437|gb|hex_codec|hz|idna|latin_1|mbcs|punycode|raw_uni"
        r"|unicode_escape|utf_|iso8859_1\.|base64)|^(_pyio|mailbox|pickletools|turtle|imaplib|poplib|smtplib|ftplib|cgi)"
        r"|^(xmlrpc|wsgiref|venv|ensurepip|pydoc_data|lib2to3|idlelib|tkinter|turtledemo|curses|sqlite3|dbm|nntplib)"
        r"|^http/(cookiejar|server)|^xml/(sax|dom)/|^_pyrepl/|^test/"
    ),
    "numpy": (
        r"/f2py/|^numpy/distutils/|(?<!_multiarray)_tests\.cpython|/_simd\.cpython|/testing/_private/extbuild"
        r"|^numpy/conftest"
    ),
    "pandas": r"^pandas/conftest",
    "matplotlib": (
        r"/sample_data/|/fonts/(afm|pdfcorefonts)/|DejaVuSerif|DejaVuSansDisplay|DejaVuSansMono-|DejaVuSans-BoldOblique|STIX"
        r"|/mpl-data/images/"
        r"|/backends/(web_backend|qt_editor)/|/backends/(_backend_(gtk|tk|pdf_ps)|_macosx|_tkagg)"
        r"|/backends/backend_(cairo|gtk|macosx|nbagg|pdf|pgf|ps|qt|tk|web|wx)"
        r"|/_ttconv\.|/sphinxext/|/testing/|/mpl-data/plot_directive/|^mpl_toolkits/axisartist/|/fontlist\.json$"
    ),
    "ipython": (
        r"^IPython/terminal/(?!__init__|pt_inputhooks/__init__|embed)|^IPython/(testing/plugin|sphinxext|external)/"
        r"|^IPython/lib/(tests|kernel|backgroundjobs)"
    ),
    "pygments": (
        r"/lexers/(?!__init__|_mapping|python|special)|/styles/(?!__init__|default|_mapping)"
        r"|/formatters/(img|rtf|latex|svg)"
    ),
    "pytz": r"/zoneinfo/(?!UTC$|GMT$|zone.*\.tab$|tzdata|Asia/Shanghai$|Asia/Hong_Kong$|Asia/Urumqi$)",
    "python-dateutil": r"dateutil-zoneinfo\.tar\.gz$",
    "pillow": (
        r"^PIL/_(imagingcms|imagingft|imagingmath|imagingmorph|imagingtk|webp)\."
        r"|^PIL/(?!Bmp|Gif|Jpeg|Png|Ppm|Tiff)\w+ImagePlugin\.py$"
    ),
    "anywidget": r"^anywidget/(labextension|nbextension)/",
    "traitlets": r"/config/sphinxdoc",
}

# Modules in place of ones that are left out.
INSTEAD = {
    "ipython": {
        "IPython/terminal/embed.py": (
            '"""The terminal is not part of the browser lab."""\n\n\n'
            "def embed(**kwargs):\n"
            '    raise RuntimeError("there is no terminal in the browser")\n'
        )
    }
}


def left_out(package: str) -> re.Pattern[str]:
    """Return the pattern of the files of `package` that stay out; searched in names inside the wheel."""
    own = _BY_PACKAGE.get(package)
    return re.compile(f"{_ALWAYS}|{own}" if own else _ALWAYS)
