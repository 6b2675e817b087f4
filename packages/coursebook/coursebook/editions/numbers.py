"""Large numbers as a language counts them: 261 million is 2.61亿 in Chinese."""

from __future__ import annotations

from decimal import Decimal

SCALE = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
# Largest first: the word and its power of ten. A language without an entry keeps the number as it stands.
POWERS = {"zh": (("万亿", 12), ("亿", 8), ("万", 4), ("", 0))}


def counted(text: str, unit: str, language: str) -> str:
    """Return a number that counts in an English unit as `language` counts: ``counted("261", "million", "zh")``.

    Only the decimal point moves, so that no digit is lost or made up.

    Raises
    ------
    decimal.InvalidOperation
        If `text` is no number.
    KeyError
        If `unit` is none of thousand, million, billion and trillion.
    """
    value = Decimal(text.replace(",", "").replace("\N{MINUS SIGN}", "-"))
    powers = POWERS.get(language)
    if powers is None:
        return text
    value = value.scaleb(SCALE[unit])
    word, power = next((pair for pair in powers if abs(value) >= Decimal(10) ** pair[1]), powers[-1])
    digits = format(value.scaleb(-power), "f")
    if word and "." in digits:  # 9.020亿 is written 9.02亿
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits}{word}"
