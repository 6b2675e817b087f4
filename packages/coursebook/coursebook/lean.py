"""Imported first by the commands and by the process that builds: leaves out what takes long to load and is not used."""

import sys

# jsonschema, which nbformat needs, tries this package for checks of web addresses that notebooks have none of, and goes
# on without it; importing it builds a parser and takes longer than reading the changed pages of a book
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None stops the import
