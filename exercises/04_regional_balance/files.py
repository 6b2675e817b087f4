"""Write the raw files of exercise 4 from the course's tables: the same figures, as yearbooks print them."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
CITIES = ("Beijing", "Tianjin", "Shanghai", "Chongqing")
FULL = {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}
REGIONS = {"East": "东部", "Central": "中部", "West": "西部", "Northeast": "东北"}

first = data.series("provinces", "grp_prerevision").loc[2006:]
units = data.load("province_units").set_index("province").loc[first.columns]


def line(name, figures):
    """One row of a printed table."""
    return name + "," + ",".join(f'"{figure:,.1f}"' for figure in figures)


rows = ["地区生产总值，2018年公布,", "单位：亿元,", "地区," + ",".join(f"{year}年" for year in first.index)]
for region, word in REGIONS.items():
    inside = units.index[units["region"] == region]
    rows.append(line(word + "小计", first[inside].sum(axis=1)))
    for name in inside:
        rows.append(line("  " + FULL.get(name, units["zh"][name] + ("市" if name in CITIES else "省")), first[name]))
        if name == "Hunan":  # printed twice, at the turn of a page
            rows.append(rows[-1])
rows += [line("合计", first.sum(axis=1)), "注：不包括香港、澳门和台湾。,"]

people = data.series("provinces", "resident_population_yearend").loc[2006:]
other_names = {"Tibet": "Xizang", "Inner Mongolia": "Nei Mongol"}
long = [
    "# Residents at the end of the year, 10 000 persons; 2011-2019 as revised after the census of 2020",
    "Province,Year,Residents",
]
for name in people:
    for year, count in people[name].items():
        long.append(f'{other_names.get(name, name)},{year},"{count:,.0f}"')
        if (name, year) == ("Henan", 2015):
            long.append(long[-1])

FOLDER.mkdir(exist_ok=True)
(FOLDER / "output_first.csv").write_text("\n".join(rows) + "\n", "utf-8")
(FOLDER / "residents.csv").write_text("\n".join(long) + "\n", "utf-8")
