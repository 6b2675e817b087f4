"""What can go wrong with a table."""


class TableError(ValueError):
    """A table or its manifest is damaged; the message names table, row, column, value and what is allowed."""


class UnknownName(LookupError):
    """No table, column, series or unit of that name; the message lists the nearest ones."""
