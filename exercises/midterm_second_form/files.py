"""Write the file of the midterm's second form from the course's tables, with the standing of its figures."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
YEARS = (2014, 2015, 2016, 2017, 2018, 2019)

keys = ["province", "year"]
rows = data.load("province_services").query("series == 'health_technicians_per_10k' and year in @YEARS")
people = data.load("provinces").query("series == 'resident_population_yearend' and year in @YEARS")
units = data.load("province_units")[["province", "region"]]
table = units.merge(rows, on="province").merge(people, on=keys, suffixes=("", "_people"))
same = table["standing"] == table["standing_people"]
table["standing"] = table["standing"].where(same, table["standing"] + ", residents " + table["standing_people"])
table = table.rename(columns={"value": "staff", "value_people": "residents"}).sort_values("year", kind="stable")

FOLDER.mkdir(exist_ok=True)
columns = [*keys, "region", "staff", "residents", "standing"]
table[columns].to_csv(FOLDER / "province_health_staff.csv", index=False, lineterminator="\n")
