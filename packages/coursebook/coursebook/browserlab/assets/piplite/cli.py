"""What the kernel makes of a line that begins with ``%pip``."""

from __future__ import annotations

from collections.abc import Sequence

from .piplite import refusal


async def get_transformed_code(words: Sequence[str]) -> str:
    """Return the Python that stands in for the line."""
    return f"print({refusal()!r})"
