"""Write the raw file of exercise 12 from the table of costs: the same figures, as people quote them."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "files"
costs = data.load("citizenization_costs").set_index("cost_id")


def quoted(row, by, note=""):
    """One line: who, the figure or its two ends over `by`, the unit, the year of prices."""
    low, high = (f"{costs.loc[row, end] / by:,.10g}" for end in ("low", "high"))
    return f'"{low}{"" if low == high else "—" + high}"', int(costs.loc[row, "prices_of"]), note


rows = ["各研究所说的数字,,,,", "来源,数额,单位,价格年份,备注"]
for who, unit, line in (
    ("国务院发展研究中心", "万元/人", quoted(1, 1e4)),
    ("国务院发展研究中心", "万亿元/2.5亿人", quoted(2, 1)),
    ("蓝皮书", "万元/人", quoted(4, 1e4, "未核实")),
    ("Du and Cai", "元/人·年", quoted(8, 1)),
    ("Chen, Shi and Tang", "万元/人", quoted(9, 1e4)),
    ("Chen, Shi and Tang", "元/人·年", quoted(10, 1, "按5%计算")),
):
    amount, year, note = line
    rows.append(f'"{who}",{amount},{unit},{year},{note}')
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "costs_as_quoted.csv").write_text("\n".join(rows) + "\n", "utf-8")
