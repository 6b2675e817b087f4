"""Write the raw files of exercise 15 from the course's table of prefectures: two censuses with two ways of writing."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
cities = data.load("prefectures")


def persons(value):
    """A count with separators, or dots where nothing is known."""
    return "…" if value != value else f'"{value:,.0f}"'


def ten_thousands(value):
    """A count in ten thousand, or a dash where nothing is known."""
    return "—" if value != value else f"{value / 1e4:.4f}"


rows = [
    "2010年人口普查，按2020年行政区划,,,",
    "单位：人,,,",
    "代码,地区,常住人口,其中：城镇",
    f"000000,全国合计,{persons(cities.population_2010.sum())},{persons(cities.urban_2010.sum())}",
]
for row in cities.sort_values("code").itertuples():
    rows.append(f"{row.code},{row.name},{persons(row.population_2010)},{persons(row.urban_2010)}")
    if row.code == 341000:  # printed twice, at the turn of a page
        rows.append(rows[-1])
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "census_2010.csv").write_text("\n".join(rows) + "\n", "utf-8")

rows = ["2020年人口普查主要数据;;;", "代码;地区;常住人口（万人）;城镇人口（万人）"]
for row in cities.sort_values("population_2020", ascending=False, na_position="last", kind="stable").itertuples():
    code = str(row.code)  # four digits for a prefecture, six for a county under a province
    short = code[:4] if code.endswith("00") else code
    rows.append(f"{short};{row.name};{ten_thousands(row.population_2020)};{ten_thousands(row.urban_2020)}")
rows.append("注：“—”为未公布。;;;")
(FOLDER / "census_2020.csv").write_text("\n".join(rows) + "\n", "utf-8")
