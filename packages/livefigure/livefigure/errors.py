"""The one error of this room: a figure, a control or its content is not as it must be."""


class LiveFigureError(ValueError):
    """Say which gid or control is wrong, what it has, and what is allowed."""
