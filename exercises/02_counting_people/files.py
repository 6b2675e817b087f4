"""Write the raw files of exercise 2 from the course's own table: the same figures, with units in words and notes."""

from pathlib import Path

from reformlab import data

FOLDER = Path(__file__).with_name("files")


def write(name, rows):
    """Write lines into a file, with the same line ends on every machine."""
    (FOLDER / name).write_bytes(("\n".join(rows) + "\n").encode())


def first(who):
    """Return people at the end of the year as first published, in 10,000."""
    return data.series("national", f"pop_{who}_yearend_first_release").loc[2012:2019]


def today(who):
    """Return people at the end of the year as the table stands today, in 10,000."""
    return data.series("national", f"pop_{who}_yearend").loc[2012:2023]


rows = ["历年统计公报：年末人口,,", "年份,城镇常住人口,总人口"]
for year, urban in first("urban").items():
    note = "（初步数）" if year == 2019 else ""
    words = f"{urban / 10_000:.4f}亿人" if year % 2 else f"{urban:.0f}万人"
    rows.append(f"{year}年,{words}{note},{first('total')[year]:.0f}万人")
write("communiques.csv", rows)

rows = ["年末人口（第七次人口普查后修订）,,", "单位：万人,,", "年份,总人口,城镇人口"]
for year in sorted(today("urban").index, reverse=True):
    note = "*" if 2011 <= year <= 2019 else ""
    rows.append(f'{year},"{today("total")[year]:,.0f}{note}","{today("urban")[year]:,.0f}{note}"')
rows.append("注：* 根据第七次人口普查修订。,,")
write("yearbook.csv", rows)
