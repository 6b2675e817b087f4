"""Cross-checks of counties, prefectures and of the tables that hold a pair of provinces a row."""

import numpy as np
import pandas as pd

from reformlab.data import matrix
from reformlab.data.checks.provinces import province
from reformlab.data.checks.report import percent, register, worst
from reformlab.data.loading import load, square
from reformlab.data.manifest import manifest

CHECKS = []
check = register(CHECKS)

# In these the parts of 2010 do not add up to the total that was matched to the boundaries of 2020.
PARTS_DIFFER = [
    *("漯河市", "南阳市", "商丘市", "周口市", "黄石市", "广州市"),
    *("汕头市", "湛江市", "茂名市", "肇庆市", "梅州市", "汕尾市"),
    *("清远市", "东莞市", "中山市", "遂宁市", "资阳市", "咸阳市"),
]


def _prefectures():
    return load("prefectures").set_index("name")


@check(
    "Prefectures: urban plus rural = population, without 18 named units in 2010",
    tables=["prefectures"],
    unit="persons",
    allowed=1,
    why="In 18 units the total of 2010 was matched to the boundaries of 2020 and its parts were not, or the rural "
    "count of the copy is wrong (Dongguan, Zhongshan): the caveat of the table names the largest.",
)
def _prefecture_parts():
    table = _prefectures()
    gaps = {
        year: table[f"urban_{year}"] + table[f"rural_{year}"] - table[f"population_{year}"] for year in (2010, 2020)
    }
    gaps[2010] = gaps[2010].drop(PARTS_DIFFER)
    return worst(pd.concat(gaps))


@check(
    "Prefectures: shares and changes follow from the counts",
    tables=["prefectures"],
    unit="points",
    allowed=0.006,
    why="Two decimals.",
)
def _prefecture_shares():
    table = _prefectures()
    gaps = {
        year: 100 * table[f"urban_{year}"] / table[f"population_{year}"] - table[f"urban_share_{year}"]
        for year in (2010, 2020)
    }
    gaps["change"] = percent(table["population_2020"], table["population_2010"]) - table["change_percent"]
    return worst(pd.concat(gaps))


@check(
    "Prefectures: sum within a province = census, 26 provinces",
    tables=["prefectures", "provinces"],
    unit="%",
    allowed=0.05,
    why="Rounding and a few boundary moves. Hebei, Jilin, Hainan, Shaanxi and Xinjiang have units under direct rule: "
    "see the next check.",
)
def _prefecture_sums():
    return worst(_prefecture_gaps().drop(index=["Hebei", "Jilin", "Hainan", "Shaanxi", "Xinjiang"]))


@check(
    "Prefectures: sum within a province against census, the other five",
    tables=["prefectures", "provinces"],
    unit="%",
    allowed=5.0,
    why="Units under direct rule are missing: the Corps cities of Xinjiang, Dingzhou and Xinji in Hebei, and others.",
)
def _prefecture_sums_direct():
    return worst(_prefecture_gaps().loc[["Hebei", "Jilin", "Hainan", "Shaanxi", "Xinjiang"]])


def _prefecture_gaps():
    sums = load("prefectures").groupby("province")[["population_2010", "population_2020"]].sum()
    census = province("census_population")
    return pd.DataFrame({year: percent(sums[f"population_{year}"], census.loc[year]) for year in (2010, 2020)})


@check(
    "Counties: urban plus rural = population",
    tables=["counties"],
    unit="persons",
    allowed=0,
    why="The same volumes: exact; where no rural count is printed the whole unit is urban.",
)
def _county_parts():
    table = load("counties").set_index("code")
    return worst(
        pd.DataFrame(
            {
                year: table[f"urban_{year}"] + table[f"rural_{year}"].fillna(0) - table[f"population_{year}"]
                for year in (2010, 2020)
            }
        )
    )


@check(
    "Counties: change follows from the counts",
    tables=["counties"],
    unit="points",
    allowed=0.006,
    why="Two decimals.",
)
def _county_change():
    table = load("counties").set_index("code")
    return worst(percent(table["population_2020"], table["population_2010"]) - table["change_percent"])


@check(
    "Counties: sum against the census, China",
    tables=["counties", "provinces"],
    unit="%",
    allowed=12,
    why="Units without the same code in both censuses are missing: a tenth of the people; four fifths in Tibet.",
)
def _county_sum():
    table, census = load("counties"), province("census_population")
    return worst(pd.Series({y: 100 * (table[f"population_{y}"].sum() / census.loc[y].sum() - 1) for y in (2010, 2020)}))


@check(
    "Hukou matrix: rows = in-movers of the census",
    tables=["hukou_matrix_2010", "hukou_matrix_2020", "province_hukou", "province_units"],
    unit="%",
    allowed=0.01,
    why="Cells are rounded to a person. A published table in its place has the same totals within 0.01%.",
)
def _matrix_rows():
    return worst(
        pd.DataFrame({y: percent(square(f"hukou_matrix_{y}").sum(axis=1), matrix.margins(y)[0]) for y in (2010, 2020)})
    )


@check(
    "Hukou matrix: columns = known out-movers",
    tables=["hukou_matrix_2010", "hukou_matrix_2020", "province_hukou", "province_units"],
    unit="%",
    allowed=0.6,
    why="Out-movers are rounded to ten thousand people: up to 0.6% of the smallest that is known. The estimate meets "
    "them exactly; a published table in its place is within the rounding.",
)
def _matrix_columns():
    return worst(
        pd.DataFrame({y: percent(square(f"hukou_matrix_{y}").sum(axis=0), matrix.margins(y)[1]) for y in (2010, 2020)})
    )


@check(
    "Hukou matrix: iterative proportional fitting returns the stored estimate",
    tables=["hukou_matrix_2010", "hukou_matrix_2020", "birthplace_2010", "province_hukou", "province_units"],
    unit="persons",
    allowed=0.5,
    why="Stored as whole persons. Not compared once a published table is in its place.",
)
def _matrix_again():
    years = [year for year in (2010, 2020) if not manifest(f"hukou_matrix_{year}").get("replacement")]
    gaps = {year: (square(f"hukou_matrix_{year}") - matrix.estimate(year)).stack() for year in years}
    return worst(pd.concat(gaps))


@check(
    "Hukou matrix: origins against the arrivals of 2015-2020, six provinces",
    tables=["hukou_matrix_2020", "flows_2015_2020", "province_units"],
    unit="% of people",
    allowed=25,
    why="A stock and a five-year flow differ: 10% to 21% of people would have to change their origin.",
)
def _matrix_flows():
    return worst(matrix.against_flows(square("hukou_matrix_2020"))["dissimilarity"])


@check(
    "Five-year table: rows = arrivals, columns within departures",
    tables=["flows_2015_2020", "province_hukou"],
    unit="persons",
    allowed=0,
    why="Rows: exact. The six rows hold a part of the departures of each province.",
)
def _flows():
    flows = square("flows_2015_2020")
    arrived = province("migrants_5yr_in_longform", "province_hukou").loc[2020]
    left = province("migrants_5yr_out_longform", "province_hukou").loc[2020]
    above = (flows.sum(axis=0).reindex(left.index) - left).clip(lower=0)
    return worst(pd.concat([flows.sum(axis=1) - arrived, above], keys=["arrivals", "departures"]))


@check(
    "Distances follow from the coordinates",
    tables=["distances", "province_units"],
    unit="km",
    allowed=0.051,
    why="One decimal.",
)
def _distances():
    units = load("province_units").set_index("province")
    lat, lon = np.radians(units["lat"].to_numpy()), np.radians(units["lon"].to_numpy())
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return worst(square("distances") - 2 * 6371.0 * np.arcsin(np.sqrt(half)))


@check(
    "Neighbours and distances are mutual",
    tables=["adjacency", "distances"],
    unit="km or pairs",
    allowed=0,
    why="If one province borders another, the other borders it.",
)
def _mutual():
    return worst(pd.concat([(square(name) - square(name).T).stack() for name in ("adjacency", "distances")]))


@check(
    "Birthplace tables: nobody is counted at home, all pairs present",
    tables=["birthplace_2000", "birthplace_2010"],
    unit="pairs",
    allowed=0,
    why="930 pairs each.",
)
def _birthplaces():
    wrong = {}
    for name in ("birthplace_2000", "birthplace_2010"):
        table = load(name)
        # Cells of the square without a figure are the pairs that are missing.
        wrong[name] = (table["residence"] == table["origin"]).sum() + square(name).isna().to_numpy().sum()
    return worst(pd.Series(wrong, dtype=float))
