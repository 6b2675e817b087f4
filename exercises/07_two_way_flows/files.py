"""Write the raw file of exercise 7 from the course's table: birthplace and residence as a printed matrix."""

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

matrix = data.square("birthplace_2010")  # rows: residence, columns: province of birth
zh = data.load("province_units").set_index("province")["zh"]
matrix = matrix.loc[zh.index, zh.index]


def line(name, figures):
    """One row of a printed table."""
    return name + "," + ",".join("-" if figure == 0 else f'"{figure:,.0f}"' for figure in figures)


rows = [
    "按现住地和出生地分的人口（长表，2010年）,单位：人" + "," * len(zh),
    "现住地,合计," + ",".join(zh),
    line("合　计", [matrix.to_numpy().sum(), *matrix.sum()]),
]
for name in zh.index:
    full = FULL.get(name, zh[name] + ("市" if name in CITIES else "省"))
    rows.append(line(full, [matrix.loc[name].sum(), *matrix.loc[name]]))
rows.append("注：未包括现住地与出生地相同的人口。" + "," * (len(zh) + 1))

FOLDER.mkdir(exist_ok=True)
(FOLDER / "born_2010.csv").write_text("\n".join(rows) + "\n", "utf-8")
