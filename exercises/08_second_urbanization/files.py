"""Write the raw file of exercise 8 from the table of provinces: the same figures, in the form of a yearbook."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files"
LONG = {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}
people = data.series("provinces", "resident_population_yearend").loc[2005:]
towns = data.series("provinces", "urban_population_yearend").loc[2005:]
short = data.load("province_units").set_index("province").zh
# Yearbooks set a wide blank into names of two characters, so that they are as broad as those of three.
names = {p: LONG.get(p) or (short[p] if len(short[p]) > 2 else "　".join(short[p])) for p in people.columns}


def line(name, whole, urban):
    """One printed row: two numbers a year, thousands marked."""
    cells = [f'"{value:,g}"' for pair in zip(whole, urban, strict=True) for value in pair]
    return ",".join([name, *cells])


years = people.index
header = ["地区," + ",".join(f"{year}年," for year in years), "," + ",".join("年末人口,城镇人口" for _ in years)]
rows = ["各地区年末人口和城镇人口" + "," * 2 * len(years), "单位：万人" + "," * 2 * len(years), *header]
rows.append(line("31个地区合计", people.sum(axis=1), towns.sum(axis=1)))
for place, province in enumerate(people.columns):
    rows.append(line(names[province], people[province], towns[province]))
    if place == 14:  # the turn of a page: the header once more, and the last row too
        rows += [*header, rows[-1]]
rows.append("注：2011-2019年数据根据2020年人口普查修订。" + "," * 2 * len(years))
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "towns_and_people.csv").write_text("\n".join(rows) + "\n", "utf-8")
