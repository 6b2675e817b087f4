"""What the kernel makes of a line that begins with ``%pip``."""

from .piplite import refusal


async def get_transformed_code(words):
    """Return the Python that stands in for the line."""
    return f"print({refusal()!r})"
