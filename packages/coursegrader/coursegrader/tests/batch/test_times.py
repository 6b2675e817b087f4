import datetime as dt

import pytest

from coursegrader.batch import times

UTC, SHANGHAI = times.zone("UTC"), times.zone("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-05 08:00:00 UTC",
        "2027-03-05T08:00:00Z",
        "2027-03-05T16:00:00+08:00",
        "2027-03-05 16:00:00 +0800",
        "2027-03-05 16:00:00.000000 Asia/Shanghai",
        "2027-03-05 00:00:00 America/Los_Angeles",
        "2027/3/5 8:00",
        "2027年3月5日 8:00",
        "2027-03-05 16:00 UTC+8",
        "\ufeff2027-03-05 08:00:00 UTC\r\n",
    ],
)
def test_one_moment_in_many_forms(text):
    assert times.read(text, UTC) == dt.datetime(2027, 3, 5, 8)


def test_the_zone_of_the_course_is_that_of_bare_times_and_of_its_short_name():
    for text in ("2027-03-05 16:00", "2027-03-05 16:00:00.5 CST"):
        assert times.read(text, SHANGHAI).replace(microsecond=0) == dt.datetime(2027, 3, 5, 8)


@pytest.mark.parametrize(
    ("text", "zone", "reason"),
    [
        ("2027-03-05 08:00:00.123456 CST", "UTC", "the zone 'CST' is not that of the course"),
        ("tomorrow", "UTC", "is no time"),
        ("", "UTC", "is no time"),
        ("05/03/2027 08:00", "UTC", "is no time"),
        ("2027-03-01", "UTC", "is no time"),
        ("2027-13-01 08:00", "UTC", "month must be"),
        ("2027-03-01 08:00 +99:00", "UTC", "is no time"),
        ("2027-03-01 08:00 Nowhere/At_All", "UTC", "is no time zone"),
        ("2027-03-01 08:00 ../../etc/passwd", "UTC", "is no time zone"),
        ("2026-11-01 01:30", "America/New_York", "twice or never"),
        ("2026-03-08 02:30", "America/New_York", "twice or never"),
    ],
)
def test_what_cannot_be_read_is_said(text, zone, reason):
    with pytest.raises(times.UnknownTime, match=reason):
        times.read(text, times.zone(zone))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_notepad_and_powershell(encoding):
    text = times.text_of("2027-03-05 08:00 UTC".encode(encoding))
    assert times.read(text, UTC) == dt.datetime(2027, 3, 5, 8)


def test_what_is_written_is_read_again():
    when = dt.datetime(2027, 3, 5, 8, 0, 0, 5)
    assert times.read(times.written(when), SHANGHAI) == when
