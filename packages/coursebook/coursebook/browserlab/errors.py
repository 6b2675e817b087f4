"""What keeps the lab from being built."""

from __future__ import annotations

from ..errors import SiteError


class Unavailable(SiteError):
    """Something that the lab is made of cannot be had here; the book is built without it."""
