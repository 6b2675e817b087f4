import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from reformlab import data
from reformlab.data.manifest import fields, manifest, read_package

PROMISED = [
    *("national", "provinces", "province_units", "province_incomes", "province_hukou", "province_services"),
    *("province_budgets", "prefectures", "counties", "birthplace_2000", "birthplace_2010", "hukou_matrix_2010"),
    *("hukou_matrix_2020", "flows_2015_2020", "distances", "adjacency", "world", "world_vintages", "history"),
    *("policy_timeline", "dividend_estimates", "citizenization_costs", "concepts", "concept_links", "claims"),
]


def test_every_promised_table_is_there():
    assert set(PROMISED) <= set(data.tables())
    assert data.tables() == sorted(data.tables())


@pytest.mark.parametrize("table", data.tables())
def test_a_table_has_its_columns_its_types_and_its_rows(table):
    frame = data.load(table)
    resource = manifest(table)
    assert list(frame.columns) == list(fields(resource))
    assert len(frame) == resource["rows"] > 0
    for name, field in fields(resource).items():
        numeric = field["type"] in ("integer", "number")
        assert pd.api.types.is_numeric_dtype(frame[name]) is numeric, name
        if field["type"] == "integer" and field.get("constraints", {}).get("required"):
            assert frame[name].dtype == "int64", name
    assert not frame.duplicated(resource["schema"]["primaryKey"]).any()


def test_what_is_done_to_a_frame_stays_there():
    frame = data.load("terms")
    frame.loc[0, "en"] = "changed"
    frame["new"] = 1
    assert data.load("terms").loc[0, "en"] != "changed" and "new" not in data.load("terms")
    part = data.load("terms", columns="en")
    part.loc[0, "en"] = "changed"
    assert data.load("terms").loc[0, "en"] != "changed"


def test_a_word_that_looks_like_nothing_stays_a_word(small):
    small.edit("policy_timeline.csv", "Regulations on Household Registration,,", "NA,,")
    with small.read():
        frame = data.load("policy_timeline")
        assert frame.loc[0, "event"] == "NA" and frame["target"].isna()[0]


def test_columns_are_given_in_the_order_asked_for():
    assert list(data.load("counties", columns=["population_2020", "code"]).columns) == ["population_2020", "code"]


def test_a_series_is_indexed_by_year():
    rate = data.series("national", "urban_rate_resident")
    assert isinstance(rate, pd.Series) and rate.name == "urban_rate_resident" and rate.index.name == "year"
    assert rate.index.is_monotonic_increasing
    assert rate[2020] == 63.89 and rate[2025] == 67.89


def test_two_vintages_of_2019_stay_apart():
    both = data.series("national", ["urban_rate_resident", "urban_rate_resident_first_release"])
    assert list(both.columns) == ["urban_rate_resident", "urban_rate_resident_first_release"]
    assert both.loc[2019].tolist() == [62.71, 60.60]


def test_unit_tables_give_a_column_for_each_province_in_their_order():
    product = data.series("provinces", "grp")
    assert list(product.columns) == list(data.load("province_units")["province"])
    one = data.series("provinces", ["grp", "va_primary"], unit="Beijing")
    assert list(one.columns) == ["grp", "va_primary"]
    assert one.loc[2023, "grp"] == product.loc[2023, "Beijing"]
    several = data.series("provinces", ["grp", "va_primary"])
    assert several.columns.names == ["series", "province"]
    assert several.loc[2023, ("va_primary", "Tibet")] == data.series("provinces", "va_primary").loc[2023, "Tibet"]


def test_vintages_are_columns():
    china = data.series("world_vintages", "urban_share", unit="CHN").loc[2020]
    assert china["2025-07"] == pytest.approx(61.428)
    assert china["2026-07"] == pytest.approx(63.523423)


def test_years_and_standing_narrow_a_series():
    rate = data.series("national", "urban_rate_hukou", years=(2012, 2016))
    assert rate.index.min() == 2012 and rate.index.max() == 2016
    firm = data.series("national", "urban_rate_hukou", standing=["checked", "derived"])
    assert len(firm) == 9 and len(data.series("national", "urban_rate_hukou")) == 12


def test_world_series_have_readable_names_and_keep_their_code():
    series = manifest("world")["series"]
    assert series["gdp_per_person_ppp"]["code"] == "NY.GDP.PCAP.PP.KD"
    assert series["urban_share"]["code"] == "SP.URB.TOTL.IN.ZS"
    assert data.series("world", "urban_share").shape[1] == 20


def test_square_tables_have_rows_for_residence_and_nobody_at_home():
    matrix = data.square("birthplace_2010")
    assert matrix.shape == (31, 31) and list(matrix.index) == list(matrix.columns)
    assert np.diag(matrix).sum() == 0 and not matrix.isna().any().any()
    assert matrix.loc["Guangdong", "Hunan"] > matrix.loc["Hunan", "Guangdong"]
    assert data.square("flows_2015_2020").shape == (6, 31)
    assert (data.square("distances") == data.square("distances").T).all().all()


def test_caption_names_the_table_and_counts_what_is_unconfirmed():
    text = data.caption("national", "urban_rate_resident")
    assert "table 2-1" in text and text.startswith("Source: ")
    assert "13 of 77 figures unconfirmed." in text
    assert "1 of 1 figures unconfirmed." in data.caption("national", "urban_rate_hukou", years=2022)
    assert "unconfirmed" not in data.caption("national", "urban_rate_resident", years=(2012, 2020))
    assert data.caption("provinces", "grp") == (
        "Source: NBS, national data base, annual data by province, gross regional product."
    )


def test_caption_joins_the_editions_of_one_work():
    assert "Report 2008, 2010\u20132024" in data.caption("national", "migrant_mean_age")


def test_caption_of_an_estimate_says_so():
    text = data.caption("hukou_matrix_2010")
    assert "not a published table" in text and "930 of 930 figures unconfirmed" in text


def test_every_source_can_be_read_in_full_with_one_call():
    full = data.sources("national")
    assert full["csy24-2-1"].startswith("NBS, China Statistical Yearbook 2024, table 2-1")
    for table in data.tables():
        frame = data.load(table)
        if "source" in frame:
            assert set(frame["source"]) <= set(data.sources(table))


def test_standing_counts_add_up():
    counts = data.standing("national")
    assert sum(counts.values()) == len(data.load("national"))
    assert list(counts) == ["checked", "rounded", "derived", "recalled"]
    assert data.standing("national", "urban_rate_hukou") == {"checked": 9, "recalled": 3}


def test_description_shows_sources_series_and_caveats():
    text = str(data.describe("national"))
    for part in ("urban_rate_hukou", "table 2-1", "## Caveats", "unconfirmed", "rows: 2,827"):
        assert part in text
    assert data.describe("national")._repr_markdown_() == text
    assert "- `wdi-v2025`: " in text and "Read in: github.com/datasets/world-development-indicators" in text
    assert "Read in: not recorded" in text


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.load("nationl"), "No table 'nationl'. Did you mean national"),
        (lambda: data.load("national", columns=["valu"]), "No column 'valu' in table 'national'. Did you mean value"),
        (lambda: data.series("national", "urban_rate_residnt"), "Did you mean urban_rate_resident"),
        (lambda: data.series("national", []), "No series ''"),
        (
            lambda: data.series("provinces", "grp", unit="Beijng"),
            "No province 'Beijng' (unit) in table 'provinces'. Did you mean",
        ),
        (
            lambda: data.series("world", "urban_share", unit="CHI"),
            "No iso3 'CHI' (unit) in table 'world'. Did you mean CHN",
        ),
        (lambda: data.series("national", "grp", unit="Beijing"), "No series 'grp'"),
        (lambda: data.series("national", "urban_rate_hukou", unit="Beijing"), "about China as a whole"),
        (lambda: data.series("national", "urban_rate_hukou", standing=["cheked"]), "Did you mean checked"),
        (lambda: data.series("counties", "population_2020"), "has columns, not series"),
        (lambda: data.square("counties"), "No pair table 'counties'"),
        (lambda: data.square("distances", "miles"), "No column 'miles' in table 'distances'. There are: km"),
        (lambda: data.describe("zzz"), "No table 'zzz'. There are: adjacency"),
    ],
)
def test_an_unknown_name_lists_what_is_near(call, message):
    with pytest.raises(data.UnknownName) as raised:
        call()
    assert message in str(raised.value)


def test_a_changed_file_is_refused(small):
    content = small.gather()
    small.edit("province_budgets.csv", "Beijing", "Tianjin")
    with small.read(content), pytest.raises(data.TableError, match="has SHA-256 .* its manifest says .* sealed"):
        data.load("province_budgets")


def test_changed_line_ends_are_named_and_the_cure_is_no_seal(small):
    content = small.gather()
    path = small.path / "province_budgets.csv"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"\n", b"\r\n"))
    with small.read(content), pytest.raises(data.TableError) as raised:
        data.load("province_budgets")
    text = str(raised.value)
    assert (
        "the line ends of province_budgets.csv were changed from LF to CRLF (Windows); the figures are the same" in text
    )
    assert "To put LF back in all tables" in text and "write_bytes" in text and "seal" not in text.replace("sealed", "")
    path.write_bytes(before.replace(b"\n", b"\r\n").replace(b"5081.26", b"5081.27"))
    with small.read(content), pytest.raises(data.TableError, match="has SHA-256") as raised:
        data.load("province_budgets")
    assert "git checkout -- data/province_budgets.csv" in str(raised.value) and "data seal" not in str(raised.value)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: text[: len(text) // 2].encode(), r"datapackage.json is damaged \(JSONDecodeError"),
        (lambda text: text.encode("utf-16"), r"datapackage.json is damaged \(TextError: .* is not UTF-8 text"),
        (lambda text: b"[]", r"datapackage.json is damaged \(TypeError"),
        (lambda text: b"{}", r"datapackage.json is damaged \(KeyError: 'resources'"),
        (lambda text: text.replace('"standing": {', '"standings": {', 1).encode(), "has no field 'standing'"),
        (None, "datapackage.json is missing"),
    ],
)
def test_a_damaged_package_is_named_with_its_cure(tmp_path, damage, message):
    text = (data.folder() / "datapackage.json").read_text(encoding="utf-8")
    if damage:
        (tmp_path / "datapackage.json").write_bytes(damage(text))
    with pytest.raises(data.TableError, match=message) as raised:
        read_package(tmp_path)
    assert "git checkout -- data/datapackage.json" in str(raised.value) and "reformlab data seal" in str(raised.value)


def test_the_package_is_read_by_name():
    assert list(read_package(data.folder())) == data.tables()


def test_a_missing_file_and_a_missing_column_are_named(small):
    content = small.gather()
    small.edit("policy_timeline.csv", "event_id,date,kind", "event_id,dates,kind")
    for resource in content["resources"]:
        if resource["name"] == "policy_timeline":
            resource["hash"] = small.gather()["resources"][1]["hash"]
    with (
        small.read(content),
        pytest.raises(data.TableError, match="column 'date' is missing; the file has event_id, dates"),
    ):
        data.load("policy_timeline")
    (small.path / "province_budgets.csv").unlink()
    with small.read(content), pytest.raises(data.TableError, match="province_budgets.csv is missing"):
        data.load("province_budgets")


def test_loading_needs_nothing_beyond_numpy_pandas_and_the_standard_library():
    script = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'yaml', 'frictionless', 'wbgapi', 'requests', 'tqdm', 'click', 'scipy'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from reformlab import data\n"
        "from reformlab.data import matrix\n"
        "print(len(data.load('counties')), data.series('national', 'urban_rate_resident')[2020])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["2525", "63.89"]
