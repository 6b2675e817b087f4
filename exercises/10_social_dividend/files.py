"""Write the raw file of exercise 10 from the table of incomes: the same figures, as they come from several hands."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files"
YEAR = 2019
urban = data.series("province_incomes", "disposable_income_pc_urban").loc[YEAR]
rural = data.series("province_incomes", "disposable_income_pc_rural").loc[YEAR]
units = data.load("province_units").set_index("province").loc[urban.index]


def name(province):
    """Chinese names, some English ones, and both at once in the north-east."""
    zh = units.zh[province]
    return {"Northeast": f"{zh} ({province})", "Central": province}.get(units.region[province], zh)


def cells(province):
    """Yuan with separators; thousands of yuan in the west."""
    thousands = units.region[province] == "West"
    return [f"{v / 1000:.3f}" if thousands else f'"{v:,.0f}"' for v in (urban[province], rural[province])]


rows = [f"{YEAR}年居民人均可支配收入,,,,", ",,城镇居民,,农村居民"]
for region in dict.fromkeys(units.region):
    for province in units.index[units.region == region]:
        first, second = cells(province)
        mark = "*" if region == "West" else ""
        rows.append(f"{name(province)}{mark},,{first},,{second}")
rows += ["…,,…,,…", "单位：元。 * 单位：千元。,,,,"]
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / f"incomes_{YEAR}.csv").write_text("\n".join(rows) + "\n", "utf-8")
