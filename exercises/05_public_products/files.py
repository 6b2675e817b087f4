"""Write the raw file of exercise 5 from the course's tables: the same figures under a header of two rows."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
YEARS = (2010, 2015, 2019, 2022)
ITEMS = {
    "general_budget_expenditure_local": "一般公共预算支出",
    "education_expenditure_local": "#教育",
    "health_expenditure_local": "#卫生健康",
}
SHORT_IN_PRINT = ("Inner Mongolia", "Guangxi", "Tibet", "Ningxia", "Xinjiang", "Heilongjiang")
CITIES = ("Beijing", "Tianjin", "Shanghai", "Chongqing")
MARKED = {("Sichuan", 2010), ("Shanghai", 2022)}  # figures with a footnote

tables = {name: data.series("province_budgets", name).loc[list(YEARS)] for name in ITEMS}
units = data.load("province_units").set_index("province")


def printed(name):
    """Name as in print: two characters are set apart, and units of the first level have their kind added."""
    zh = units["zh"][name]
    if name in SHORT_IN_PRINT:
        return zh
    return (zh[0] + "　" + zh[1] if len(zh) == 2 else zh) + ("市" if name in CITIES else "省")


rows = [
    "各地区一般公共预算支出,单位：亿元," + "," * (len(YEARS) * len(ITEMS) - 2),
    "地　区," + ",".join(f"{year}年" + "," * (len(ITEMS) - 1) for year in YEARS),
    "," + ",".join(list(ITEMS.values()) * len(YEARS)),
    "全国地方合计," + ",".join(f'"{tables[s].loc[y].sum():,.1f}"' for y in YEARS for s in ITEMS),
]
for name in units.index:
    note = {year: "*" if (name, year) in MARKED else "" for year in YEARS}
    rows.append(
        printed(name) + "," + ",".join(f'"{tables[s].loc[y, name]:,.2f}{note[y]}"' for y in YEARS for s in ITEMS)
    )
rows.append("* 见原表说明。" + "," * (len(YEARS) * len(ITEMS)))

FOLDER.mkdir(exist_ok=True)
(FOLDER / "budgets.csv").write_text("\n".join(rows) + "\n", "utf-8")
