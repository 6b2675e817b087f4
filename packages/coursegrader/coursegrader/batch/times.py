"""Read a time that a person, nbgrader or a learning system wrote, or say that it cannot be read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TIME = re.compile(
    r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?[T\s]+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?\s*(?P<zone>\S.*)?"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?")


class UnknownTime(ValueError):
    """A text that is no time, or could be several; the message says why."""


def zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name such as ``Asia/Shanghai``.

    Raises
    ------
    UnknownTime
        If there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTime(f"{name[:60]!r} is no time zone (write UTC, +08:00 or Asia/Shanghai)") from None


def read(text: str, here: ZoneInfo) -> datetime:
    """Return a time as UTC without a zone, as nbgrader's grade book keeps it.

    Parameters
    ----------
    text
        Year, month, day, hour and minute in this order; then, if it is not the zone ``here``, an offset (``+0800``,
        ``UTC+8``), ``Z``, or the name of a zone.
    here
        The course's time zone. A short name such as CST is read if this zone has it.

    Raises
    ------
    UnknownTime
        If it cannot be read, or its clock showed that time twice or never.
    """
    text = text.strip().strip("\ufeff").strip()
    found = _TIME.fullmatch(text)
    if not found:
        raise UnknownTime(f"{text[:60]!r} is no time (write 2027-03-01 23:59 +08:00)")
    year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    try:
        plain = datetime(year, month, day, hour, minute, second, int((found["part"] or "0")[:6].ljust(6, "0")))
        local = plain.replace(tzinfo=_zone(found["zone"], plain, here))
        twice = local.replace(fold=1).utcoffset() != local.utcoffset()
        if not twice:
            return local.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        if isinstance(error, UnknownTime):
            raise
        raise UnknownTime(f"{text[:60]!r} is no time ({error})") from None
    raise UnknownTime(f"{text[:60]!r} came twice or never, since the clocks were changed: add an offset")


def _zone(name, plain, here):
    if not name:
        return here
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if found := _OFFSET.fullmatch(name):
        ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(ahead if found["sign"] == "+" else -ahead)
    if name == plain.replace(tzinfo=here).tzname():
        return here
    if "/" not in name:  # CST is the time of Shanghai, Chicago and Havana
        raise UnknownTime(f"the zone {name[:30]!r} is not that of the course: name it as Asia/Shanghai or +08:00")
    return zone(name)


def text_of(data: bytes) -> str:
    """Return the text of a small file in UTF-8 or UTF-16, with or without a byte order mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def written(when: datetime) -> str:
    """Return a time as nbgrader writes it to ``timestamp.txt``."""
    return f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"
