"""What the kernel sets and calls of an installer."""

from __future__ import annotations

from livefigure.words import Catalogue

tr = Catalogue("coursebook", "")  # no catalogue travels with it

_PIPLITE_DISABLE_PYPI = True
_PIPLITE_URLS = []


def refusal() -> str:
    """Return what is said to who wants to install something."""
    return tr(
        "Nothing can be installed in the browser lab: it asks no other host for anything. numpy, pandas, matplotlib, "
        "ipywidgets, anywidget and the course's library are here. For other packages run the notebook on your machine."
    )


async def install(requirements: object = (), *args: object, **kwargs: object) -> None:
    """Refuse.

    Raises
    ------
    RuntimeError
        Always.
    """
    raise RuntimeError(refusal())
