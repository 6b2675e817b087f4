"""Write the raw files of exercise 16 from the course's world tables: two releases, each in its own form."""

import sys
from pathlib import Path

from reformlab import data

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("files")
YEARS = range(1991, 2025)
INDICATORS = {
    "agriculture_share": ("Agriculture, forestry, and fishing, value added (% of GDP)", "NV.AGR.TOTL.ZS"),
    "employment_agriculture": ("Employment in agriculture (% of total employment)", "SL.AGR.EMPL.ZS"),
    "urban_share": ("Urban population (% of total population)", "SP.URB.TOTL.IN.ZS"),
}  # fmt: skip
BANK = {"EGY": "Egypt, Arab Rep.", "KOR": "Korea, Rep.", "VNM": "Viet Nam"}
NATIONS = {"KOR": "Republic of Korea", "VNM": "Viet Nam", "USA": "United States of America"}
names = data.manifest.manifest("world")["countries"]


def printed(value):
    """A figure of the export; two dots where there is none."""
    return ".." if value != value else repr(float(value))


rows = ['"Data Source","World Development Indicators",', "", '"Last Updated Date","2026-07",', ""]
rows.append(
    '"Country Name","Country Code","Indicator Name","Indicator Code",' + ",".join(f'"{y}"' for y in YEARS) + ","
)
for code, name in names.items():
    for series, (words, key) in INDICATORS.items():
        values = data.series("world", series)[code]
        rows.append(
            f'"{BANK.get(code, name)}","{code}","{words}","{key}",'
            + ",".join(f'"{printed(values.get(year, float("nan")))}"' for year in YEARS)
            + ","
        )
FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "export_2026.csv").write_text("\n".join(rows) + "\n", "utf-8")

old = data.load("world_vintages").query("series == 'urban_share' and vintage == '2025-07'")
old = old.pivot(index="year", columns="iso3", values="value").loc[1991:2022]
rows = ["Urban population, release of July 2025;;", "country;year;percent"]
for code, name in sorted(names.items(), key=lambda pair: NATIONS.get(*pair)):
    decimals = (f"{value:.3f}".replace(".", ",") for value in old[code])
    rows += [f"{NATIONS.get(code, name)};{year};{value}" for year, value in zip(old.index, decimals, strict=True)]
(FOLDER / "urban_2025.csv").write_text("\n".join(rows) + "\n", "utf-8")
