"""Write the file of the midterm from the course's tables, with the standing of its incomes."""

import sys
from pathlib import Path

import pandas as pd

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
YEARS = (2015, 2019, 2020, 2021, 2022, 2023)

town = data.series("provinces", "urban_population_yearend")
columns = {
    "income_urban": data.series("province_incomes", "disposable_income_pc_urban"),
    "income_rural": data.series("province_incomes", "disposable_income_pc_rural"),
    "people_urban": town,
    "people_rural": (data.series("provinces", "resident_population_yearend").loc[town.index] - town).round(2),
}
table = pd.DataFrame({name: frame.loc[list(YEARS)].stack() for name, frame in columns.items()})
table.index.names = ["year", "province"]
order = data.load("province_units")["province"]
table = table.loc[[(year, name) for year in YEARS for name in order]].reset_index()

incomes = data.load("province_incomes")
urban = incomes[incomes["series"] == "disposable_income_pc_urban"]
rural = incomes[incomes["series"] == "disposable_income_pc_rural"]
both = urban.merge(rural, on=["year", "province"], suffixes=("_urban", "_rural"))
both["standing"] = both["standing_urban"].where(both["standing_urban"] == both["standing_rural"], "recalled")
table = table.merge(both[["year", "province", "standing"]], on=["year", "province"])

FOLDER.mkdir(exist_ok=True)
first = ["province", "year", *columns, "standing"]
table[first].to_csv(FOLDER / "province_incomes.csv", index=False, lineterminator="\n")
