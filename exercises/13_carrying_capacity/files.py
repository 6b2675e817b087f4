"""Write the raw file of exercise 13 from the course's table of prefectures: same figures, as a yearbook prints them."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
COLUMNS = [f"{what}_{year}" for year in (2010, 2020) for what in ("population", "urban", "age_65", "household_size")]
FULL = dict.fromkeys(("Beijing", "Tianjin", "Shanghai", "Chongqing")) | {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}


def cell(value, column):
    """A figure as it is printed: separators in counts, dots where nothing is known."""
    if value != value:
        return "…"
    return f'"{value:,.0f}"' if column.startswith(("population", "urban")) else f"{value:.2f}"


def line(code, name, row):
    """One printed row."""
    return f"{code},{name}," + ",".join(cell(row[column], column) for column in COLUMNS)


cities = data.load("prefectures")
units = data.load("province_units").set_index("province")
rows = [
    "分地区常住人口，2010年按2020年行政区划调整" + "," * 9,
    "单位：人、%、人/户" + "," * 9,
    "代码,地区,2010年,,,,2020年,,,",
    ",,常住人口,城镇人口,65岁及以上,户规模,常住人口,城镇人口,65岁及以上,户规模",
]
for province, unit in units.iterrows():
    inside = cities[cities.province == province]
    total = inside[COLUMNS].sum(min_count=len(inside))
    for year in (2010, 2020):
        people = inside[f"population_{year}"]
        total[f"age_65_{year}"] = (people * inside[f"age_65_{year}"]).sum(skipna=False) / people.sum(skipna=False)
        households = (people / inside[f"household_size_{year}"]).sum(skipna=False)
        total[f"household_size_{year}"] = people.sum(skipna=False) / households
    name = FULL.get(province) or unit.zh + ("市" if province in FULL else "省")
    rows.append(line(f"{unit.adcode}0000", name, total))
    for _, row in inside.iterrows():
        rows.append(line(row.code, "　" + row["name"], row))
        if row.code == 230400:  # printed twice, at the turn of a page
            rows.append(rows[-1])
rows.append("注：“…”表示数据不详。" + "," * 9)
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "cities.csv").write_text("\n".join(rows) + "\n", "utf-8")
