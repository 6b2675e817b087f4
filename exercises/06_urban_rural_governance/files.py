"""Write the raw files of exercise 6: events with dates in many forms, and the urban share of provinces as printed."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
FULL = {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}
CITIES = ("Beijing", "Tianjin", "Shanghai", "Chongqing")
# Events of provinces, with the work in book/references.bib that gives the date.
PLACES = [
    ("重庆市", "2010年7月28日", "Reform of household registration announced", "chinadaily2010chongqing"),
    (
        "安徽",
        "22 Aug 2011",
        "Chaohu prefecture divided; one district and one county go to Hefei",
        "chinadaily2011chaohu",
    ),
    ("河南省", "2013年3月", "Plan of the Zhengzhou airport economy zone approved", "sc2013airport"),
    ("河北省", "2017.4.1", "Plan of the Xiong'an new area announced", "peoplesdaily2017xiongan"),
    ("浙江", "2019/8/30", "The town of Longgang becomes a city", "mca2019longgang"),
]
# Rows of policy_timeline, and how their dates are printed.
NATIONAL = {9: "%Y年%m月", 12: "%Y/%m", 14: "%Y.%m", 28: "%Y-%m-%d"}

timeline = data.load("policy_timeline").set_index("event_id")
rows = [("地区", "日期", "事项", "来源")]
for event, form in NATIONAL.items():
    year, month, day = (*timeline["date"][event].split("-"), "01")[:3]
    printed = form.replace("%Y", year).replace("%m", month).replace("%d", day)
    said = timeline["event"][event].partition(":")[0].partition(" (")[0]
    rows.append(("全国", printed, said, timeline["source"][event]))
for place in PLACES:
    rows.append(place)
    if place[0].startswith("河南"):  # entered twice
        rows.append(place)
events = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)

share = data.series("provinces", "urbanization_rate")
zh = data.load("province_units").set_index("province")["zh"]
header = "地区," + ",".join(f"{year}年" for year in share.index)
panel = ["年末城镇人口比重（2011—2019年按2020年人口普查修订）" + "," * len(share.index), header]
for number, name in enumerate(zh.index):
    if number == 16:  # the header stands again on the second page
        panel.append(header)
    full = FULL.get(name, zh[name] + ("市" if name in CITIES else "省"))
    panel.append(full + "," + ",".join(f"{value:.2f}%" for value in share[name]))

FOLDER.mkdir(exist_ok=True)
(FOLDER / "events.csv").write_text(events + "\n", "utf-8")
(FOLDER / "urban_share.csv").write_text("\n".join(panel) + "\n", "utf-8")
