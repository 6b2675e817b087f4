"""Write the raw files of exercise 9 from the course's own tables: the same figures, untidy as in a yearbook."""

from pathlib import Path

from reformlab import data

FOLDER = Path(__file__).with_name("files")
REGIONS = {
    "Inner Mongolia": "内蒙古自治区",
    "Guangxi": "广西壮族自治区",
    "Tibet": "西藏自治区",
    "Ningxia": "宁夏回族自治区",
    "Xinjiang": "新疆维吾尔自治区",
}
CITIES = ("Beijing", "Tianjin", "Shanghai", "Chongqing")
PARTS = {"East": "东部", "Central": "中部", "West": "西部", "Northeast": "东北"}
SECTORS = {"第一产业": "primary", "第二产业": "secondary", "第三产业": "tertiary"}


def year(series):
    """Return a series of all provinces in 2020."""
    return data.series("provinces", series).loc[2020]


def write(name, rows):
    """Write lines into a file, with the same line ends on every machine."""
    (FOLDER / name).write_bytes(("\n".join(rows) + "\n").encode())


units = data.load("province_units").set_index("province")
units = units[units.index.isin(year("grp").index)]
full = {name: REGIONS.get(name) or zh + ("市" if name in CITIES else "省") for name, zh in units["zh"].items()}

grp, farm = year("grp"), year("va_primary")
rows = ["地区生产总值和第一产业增加值，2020年,,", "单位：亿元,,", "地区,地区生产总值,第一产业增加值"]
for region in dict.fromkeys(units["region"]):
    inside = units.index[units["region"] == region]
    rows.append(f'{PARTS[region]}小计,"{grp[inside].sum():,.1f}","{farm[inside].sum():,.1f}"')
    for name in inside:
        rows.append(f'  {full[name]},"{grp[name]:,.1f}","{farm[name]:,.1f}"')
        if name == "Guangdong":  # printed twice, at the turn of a page
            rows.append(rows[-1])
rows += [f'合计,"{grp.sum():,.1f}","{farm.sum():,.1f}"', "注：不包括香港、澳门和台湾。,,"]
write("output_2020.csv", rows)

shares, workers = {word: year(f"emp_share_{key}_census") for word, key in SECTORS.items()}, year("employed_total")
rows = ["地区,产业,就业比重,就业人员（万人）"]
for name in units.index:
    rows += [f'{full[name]},{word},{share[name]:.2f}%,"{workers[name]:,.0f}"' for word, share in shares.items()]
write("jobs_2020.csv", rows)
