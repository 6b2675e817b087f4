"""The tables of the course: loaded with their checksum tested, described, and captioned with their sources.

>>> from reformlab import data
>>> data.series("national", "urban_rate_resident").loc[2020]
63.89
"""

from reformlab.data.errors import ArgumentError, TableError, UnknownName
from reformlab.data.loading import caption, describe, load, series, square, standing
from reformlab.data.manifest import folder, source_text, sources, tables

__all__ = [
    "ArgumentError",
    "TableError",
    "UnknownName",
    "caption",
    "describe",
    "folder",
    "load",
    "series",
    "source_text",
    "sources",
    "square",
    "standing",
    "tables",
]
