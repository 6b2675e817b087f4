"""Write the raw file of exercise 11 from the table of budgets: the same figures, as yearbooks print them."""

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
} | dict.fromkeys(("Beijing", "Tianjin", "Shanghai", "Chongqing"))
#: Cells that this file leaves out with a code: what a panel with gaps is.
GAPS = {(2008, "Sichuan"), (2013, "Qinghai"), (2016, "Guizhou"), (2016, "Yunnan"), (2021, "Henan")}
spent = {
    "education": data.series("province_budgets", "education_expenditure_local"),
    "health": data.series("province_budgets", "health_expenditure_local"),
}
zh = data.load("province_units").set_index("province").zh

rows = ["年份,地区,教育支出,卫生健康支出,单位"]
for year in spent["education"].index:
    old = year <= 2009  # printed in 10,000 yuan, with long names
    for province in spent["education"].columns:
        name = (LONG.get(province) or zh[province] + ("市" if province in LONG else "省")) if old else zh[province]
        values = [table.loc[year, province] for table in spent.values()]
        if (year, province) in GAPS:
            cells = ["-99", "-99"]
        else:
            cells = [f'"{v * 10_000:,.0f}"' if old else f"{v:.2f}" for v in values]
        rows.append(",".join([str(year), name, *cells, "万元" if old else "亿元"]))
    total = [table.loc[year].sum() * (10_000 if old else 1) for table in spent.values()]
    rows.append(f'{year},地方合计,"{total[0]:,.0f}","{total[1]:,.0f}",' + ("万元" if old else "亿元"))
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "spending.csv").write_text("\n".join(rows) + "\n", "utf-8")
