"""What can go wrong when a lesson becomes a notebook."""

from ..errors import SiteError


class NotebookError(SiteError):
    """A lesson cannot become a notebook; the message names the file and what in it is not understood."""
