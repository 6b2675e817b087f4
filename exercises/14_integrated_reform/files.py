"""Write the raw file of exercise 14 from the course's table of provincial budgets: same figures, untidy form."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
SERIES = [
    "general_budget_revenue_local",
    "general_budget_expenditure_local",
    "education_expenditure_local",
    "health_expenditure_local",
]
REGIONS = {"East": "东部", "Central": "中部", "West": "西部", "Northeast": "东北"}
FULL = dict.fromkeys(("Beijing", "Tianjin", "Shanghai", "Chongqing")) | {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}


def line(name, figures):
    """One printed row: a name and four figures with separators."""
    return f"{name}," + ",".join(f'"{figure:,.2f}"' for figure in figures)


of = [data.series("province_budgets", name).loc[2020] for name in SERIES]
units = data.load("province_units").set_index("province")
rows = [
    "各地区一般公共预算收支，2020年,,,,",
    "单位：亿元,,,,",
    "地区,本级收入,支出,其中：,",
    ",,,教育支出,卫生健康支出",
]
for region in dict.fromkeys(units.region):
    inside = units.index[units.region == region]
    for province in inside:
        name = FULL.get(province) or units.zh[province] + ("市" if province in FULL else "省")
        rows.append(line(f"  {name}", [series[province] for series in of]))
        if province == "Henan":  # printed twice, at the turn of a page
            rows.append(rows[-1])
    rows.append(line(f"{REGIONS[region]}合计", [series[inside].sum() for series in of]))
rows += [line("全国合计", [series[units.index].sum() for series in of]), "注：本级收入不含中央转移支付。,,,,"]
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "budgets_2020.csv").write_text("\n".join(rows) + "\n", "utf-8")
