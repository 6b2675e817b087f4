"""Write the raw file of exercise 1 from the course's own table: the same figures, in the untidy form of a yearbook."""

from pathlib import Path

from reformlab import data

FILE = Path(__file__).with_name("files") / "people_1978_2025.csv"
COUNTED = (1982, 1990, 2000, 2010, 2020)  # years of a census

total, urban = (data.series("national", f"pop_{who}_yearend").loc[1978:2025] for who in ("total", "urban"))
rows = ["年末人口数,,,", "单位：万人,,,", "年份,总人口,城镇人口,乡村人口"]
for year in total.index:
    mark = "①" if year in COUNTED else ""
    rows.append(f'{year}年{mark},"{total[year]:,.0f}","{urban[year]:,.0f}","{total[year] - urban[year]:,.0f}"')
    if year == 2001:  # printed twice, at the turn of a page
        rows += ["（续表）,,,", "年份,总人口,城镇人口,乡村人口", rows[-1]]
rows += ["注：① 为人口普查年份。,,,", "总人口包括现役军人。,,,"]
FILE.write_bytes(("\n".join(rows) + "\n").encode())
