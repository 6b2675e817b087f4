"""Words in figures and numbers in prose.

Labels are written in English in the code and looked up by ``tr`` (the gettext convention), so that an edition in
another language needs a catalogue under ``locale/`` and no change to a lesson.
"""

import gettext
import os
from pathlib import Path

_LOCALE = Path(__file__).with_name("locale")
_current = gettext.NullTranslations()
_language = "en"


def set_language(code):
    """Choose the language of figure labels.

    Parameters
    ----------
    code : str
        ``"en"`` or the name of a catalogue ``locale/<code>/LC_MESSAGES/reformlab.mo``.

    Raises
    ------
    ValueError
        If there is no such catalogue.
    """
    global _current, _language
    if code == "en":
        _current, _language = gettext.NullTranslations(), code
        return
    try:
        _current, _language = gettext.translation("reformlab", _LOCALE, [code]), code
    except FileNotFoundError:
        have = sorted(p.parent.parent.name for p in _LOCALE.glob("*/LC_MESSAGES/reformlab.mo"))
        raise ValueError(f"language: {code!r} has no catalogue; there are {', '.join(['en', *have])}") from None


def language():
    """Return the code of the language in use."""
    return _language


def tr(message):
    """Return `message` in the language in use (English: unchanged)."""
    return _current.gettext(message) if message else message


def glue(**values):
    """Keep numbers of a lesson for its prose: ``glue(gap="17.8")`` is read in the text as ``{glue:text}`gap```.

    Speaks the format of MyST-NB's ``glue`` without needing it, so that the same cell runs in a student's notebook,
    where it shows nothing.

    Parameters
    ----------
    **values : str or number
        Strings are printed as they are; format a number first to fix its decimals.
    """
    from IPython.display import display

    mime = "application/papermill.record/"
    for name, value in values.items():
        display(
            # quoted, as MyST-NB evaluates the text: bare, 1,412.6 would be printed as the pair (1, 412.6)
            {mime + "text/plain": repr(str(value))},
            raw=True,
            metadata={"scrapbook": {"name": name, "mime_prefix": mime}},
        )


if os.environ.get("REFORMLAB_LANGUAGE"):
    set_language(os.environ["REFORMLAB_LANGUAGE"])
