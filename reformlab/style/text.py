"""Words in figures and numbers in prose."""

from __future__ import annotations

import json


def glue(**values: object) -> None:
    """Keep numbers of a lesson for its prose: ``glue(gap="17.8")`` is read in the text as ``{glue:text}`gap```.

    Speaks the format of MyST-NB's ``glue`` without needing it, so that the same cell runs in a student's notebook,
    where it shows nothing.

    Parameters
    ----------
    **values : str, number or list of dict
        Strings are printed as they are; format a number first to fix its decimals. A list holds the cases of a
        check item that varies.
    """
    from IPython.display import display

    mime = "application/papermill.record/"
    for name, value in values.items():
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
        display(
            # quoted, as MyST-NB evaluates the text: bare, 1,412.6 would be printed as the pair (1, 412.6)
            {mime + "text/plain": repr(text)},
            raw=True,
            metadata={"scrapbook": {"name": name, "mime_prefix": mime}},
        )
