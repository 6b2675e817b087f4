"""The refresh against a local server that answers as the World Bank's interface does, and misbehaves on demand."""

import json
import shutil
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlparse

import pandas as pd
import pytest
import wbgapi

from reformlab import data
from reformlab.data import checks, refresh, seal
from reformlab.data.manifest import package, using

RELEASE = "2027-01-15"


def listing(rows):
    return [{"page": 1, "pages": 1, "per_page": "1000", "total": len(rows)}, rows]


def concepts(*variables):
    return {
        "page": 1,
        "pages": 1,
        "per_page": "1000",
        "total": len(variables),
        "source": [{"id": "2", "concept": variables}],
    }


class Bank:
    """The figures that the server knows, and the faults it shows."""

    def __init__(self, figures):
        self.figures = figures
        self.faults = []
        self.asked = []
        self.page = 1000
        self.release = RELEASE

    def answer(self, path, query):
        parts = path.strip("/").split("/")[2:]
        if parts in (["region"], ["incomelevel"], ["lendingtype"]):
            return listing([{"id": "X", "code": "X", "iso2code": "XX", "name": "x", "value": "x"}])
        if parts == ["country", "all"]:
            place = {"id": "EAS"}
            return listing(
                [
                    {"id": iso3, "iso2Code": iso3[:2], "name": iso3, "capitalCity": "", "longitude": "", "latitude": ""}
                    | {key: place for key in ("region", "adminregion", "lendingType", "incomeLevel")}
                    for iso3 in ("CHN", "IND", "USA")
                ]
            )
        if parts == ["sources", "2"]:
            return listing([{"id": "2", "name": "World Development Indicators", "lastupdated": self.release}])
        if parts == ["sources", "2", "concepts"]:
            return concepts(*({"id": name, "value": name} for name in ("Country", "Series", "Time")))
        if parts[:3] == ["sources", "2", "time"]:
            years = range(1960, 2026)
            return concepts({"id": "Time", "variable": [{"id": f"YR{y}", "value": str(y)} for y in years]})
        if parts[:3] == ["sources", "2", "series"]:
            series, countries = parts[3], parts[5].split(";")
            rows = [
                {
                    "variable": [
                        {"concept": "Country", "id": iso3, "value": iso3},
                        {"concept": "Series", "id": series, "value": series},
                        {"concept": "Time", "id": f"YR{year}", "value": str(year)},
                    ],
                    "value": value,
                }
                for (code, iso3, year), value in self.figures.items()
                if code == series and iso3 in countries
            ]
            first = (int(query["page"][0]) - 1) * self.page
            part = {"page": 1, "pages": 1, "per_page": self.page, "total": len(rows)}
            return part | {"source": {"id": "2", "data": rows[first : first + self.page]}}
        return [{"message": [{"id": "120", "key": "Invalid value", "value": path}]}]


@pytest.fixture
def bank():
    bank, over = Bank({}), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlparse(self.path)
            path = unquote(url.path)
            bank.asked.append(path)
            fault = bank.faults.pop(0) if bank.faults and "/series/" in path else None
            status, body = 200, None
            if fault == "500":
                status, body = 500, b"Internal Server Error"
            elif fault == "html":
                body = b"<html>maintenance</html>"
            elif fault == "message":
                body = json.dumps([{"message": [{"id": "175", "key": "Invalid format", "value": "gone"}]}]).encode()
            elif fault == "shape":
                body = json.dumps(
                    {"page": 1, "pages": 1, "per_page": 10, "total": 5, "source": {"data": [{"x": 1}]}}
                ).encode()
            elif fault == "hang":
                over.wait()
                return
            elif fault == "cut":
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b'{"page": 1')
                return
            body = body or json.dumps(bank.answer(path, parse_qs(url.query))).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bank.endpoint = f"http://127.0.0.1:{server.server_port}/v2"
    bank.options = {"endpoint": bank.endpoint, "timeout": 60, "tries": 3, "pause": 0.0, "quiet": True}
    yield bank
    over.set()
    server.shutdown()
    server.server_close()


CODES = {"urban_share": "SP.URB.TOTL.IN.ZS"}
FIGURES = {("SP.URB.TOTL.IN.ZS", "CHN", 2023): 65.5, ("SP.URB.TOTL.IN.ZS", "CHN", 2024): 65.9}


def test_figures_and_release_are_read(bank):
    bank.figures = FIGURES | {("SP.URB.TOTL.IN.ZS", "IND", 2024): None, ("SP.URB.TOTL.IN.ZS", "USA", 1959): 1.0}
    frame, release = refresh.fetch(CODES, ["CHN", "IND", "USA"], **bank.options)
    assert release == RELEASE
    assert frame.values.tolist() == [["urban_share", "CHN", 2023, 65.5], ["urban_share", "CHN", 2024, 65.9]]


def test_several_pages_are_joined(bank):
    bank.figures = {("SP.URB.TOTL.IN.ZS", "CHN", year): float(year) for year in range(1960, 2026)}
    bank.page = 25
    frame, _ = refresh.fetch(CODES, ["CHN"], **bank.options)
    assert sorted(frame["year"]) == list(range(1960, 2026))
    assert sum("/series/" in path for path in bank.asked) == 3


def options(bank, fault):
    """A server that hangs is not waited for as long as a busy machine may need."""
    return bank.options | ({"timeout": 3} if fault == "hang" else {})


@pytest.mark.parametrize("fault", ["500", "html", "message", "shape", "cut", "hang"])
def test_one_fault_is_tried_again(bank, fault):
    bank.figures, bank.faults = dict(FIGURES), [fault]
    frame, _ = refresh.fetch(CODES, ["CHN"], **options(bank, fault))
    assert len(frame) == 2


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("500", "it answered with an error (500 Internal Server Error)"),
        ("html", "the answer has another form than documented"),
        ("message", "it answered with an error (Invalid format: gone)"),
        ("shape", "the answer has another form than documented"),
        ("cut", "the connection broke off"),
        ("hang", "no answer in time"),
    ],
)
def test_a_lasting_fault_ends_in_one_plain_error(bank, fault, cause):
    bank.figures, bank.faults = dict(FIGURES), [fault] * 3
    with pytest.raises(refresh.Unreachable) as raised:
        refresh.fetch(CODES, ["CHN"], **options(bank, fault))
    assert str(raised.value) == cause
    assert sum("/series/" in path for path in bank.asked) == 3


@pytest.mark.parametrize(
    ("endpoint", "cause"),
    [
        ("http://127.0.0.1:9/v2", "the connection was refused"),
        ("http://nobody.invalid/v2", "its name was not found: is there a connection to the internet?"),
    ],
)
def test_nobody_there_and_nothing_told(endpoint, cause):
    options = {"timeout": 0.3, "tries": 2, "pause": 0.0, "quiet": True}
    with pytest.raises(refresh.Unreachable) as raised:
        refresh.fetch(CODES, ["CHN"], endpoint=endpoint, **options)
    assert str(raised.value) == cause


def test_an_answer_without_figures_or_without_a_date_is_no_refresh(bank):
    with pytest.raises(refresh.Unreachable, match="without a single figure"):
        refresh.fetch(CODES, ["CHN"], **bank.options)
    bank.figures, bank.release = dict(FIGURES), "yesterday}\nsources: {"
    with pytest.raises(refresh.Unreachable, match="the date of its release is 'yesterday}.*, not YYYY-MM-DD"):
        refresh.fetch(CODES, ["CHN"], **bank.options)


def test_the_settings_of_wbgapi_are_put_back(bank):
    before = wbgapi.endpoint, dict(wbgapi.get_options)
    bank.figures = dict(FIGURES)
    refresh.fetch(CODES, ["CHN"], **bank.options)
    assert (wbgapi.endpoint, wbgapi.get_options) == before


def test_waiting_doubles(monkeypatch):
    waits = []
    monkeypatch.setattr(refresh.time, "sleep", waits.append)

    def fail():
        raise ValueError("no")

    with pytest.raises(refresh.Unreachable, match="another form than documented"):
        refresh.attempt(fail, tries=4, pause=1.5)
    assert waits == [1.5, 3.0, 6.0]
    with pytest.raises(ValueError, match="tries is 0"):
        refresh.attempt(fail, tries=0)


def fetched(changes=(), drop=(), extra=()):
    new = data.load("world", columns=["series", "iso3", "year", "value"])
    figures = {key: value for *key, value in new.itertuples(index=False) for key in [tuple(key)]}
    figures = {key: value for key, value in figures.items() if key[0] != "urban_share_wup2018" and key not in drop}
    figures |= dict(changes) | {tuple(key): value for *key, value in extra}
    return pd.DataFrame([(*key, value) for key, value in figures.items()], columns=new.columns)


def test_the_same_figures_are_no_difference():
    difference = refresh.compare(data.load("world"), fetched(), RELEASE)
    assert not difference and str(difference) == f"Release of {RELEASE}: nothing changed."
    pd.testing.assert_frame_equal(difference.table, data.load("world"))
    assert refresh.write(difference) == []


def test_a_difference_lists_what_is_new_changed_and_gone():
    change = ("urban_share", "CHN", 2020)
    difference = refresh.compare(
        data.load("world"),
        fetched([(change, 63.9)], drop=[("urban_share", "IND", 1960)], extra=[("urban_share", "CHN", 2026, 67.0)]),
        RELEASE,
    )
    assert (len(difference.added), len(difference.changed), len(difference.gone)) == (1, 1, 1)
    text = str(difference)
    assert "1 figures new, 1 changed, 1 no longer published (kept)" in text
    assert "urban_share: 1 changed, most CHN 2020: 63.5234 -> 63.9" in text
    assert "urban_share: 1 new, 2026-2026" in text
    table = difference.table.set_index(["series", "iso3", "year"])
    assert table.loc[change, "source"] == "wdi-2027-01-15" and table.loc[change, "standing"] == "checked"
    assert table.loc[("urban_share", "IND", 1960), "source"] == "wdi-2026-07"
    assert len(table) == len(data.load("world")) + 1


@pytest.fixture
def place(tmp_path):
    """A folder with the world table alone, sealed and in use."""
    place = tmp_path / "data"
    place.mkdir()
    for name in ("world", "province_units"):
        for kind in ("csv", "yml"):
            shutil.copy(data.folder() / f"{name}.{kind}", place)
    seal.seal(place)
    with using(place, seal.gather(place)):
        yield place


def test_a_written_refresh_is_sealed_and_valid(place, bank):
    parts = {"SL.AGR.EMPL.ZS": 20.0, "SL.IND.EMPL.ZS": 30.0, "SL.SRV.EMPL.ZS": 50.0}
    parts |= {"NV.AGR.TOTL.ZS": 10.0, "NV.IND.TOTL.ZS": 40.0, "NV.SRV.TOTL.ZS": 50.0}
    bank.figures = {
        (entry["code"], iso3, 2026): parts.get(entry["code"], 12.0)
        for entry in package()["world"]["series"].values()
        for iso3 in ("CHN", "IND")
        if entry["code"] != "WUP2018.URB.PCT"
    }
    difference = refresh.world(**bank.options)
    assert difference and {"world.csv", "world.yml", "datapackage.json"} == set(refresh.write(difference))
    with using(place, seal.gather(place)):
        assert data.series("world", "urban_share", unit="CHN")[2026] == 12.0
        assert "release of 2027-01-15" in data.sources("world")["wdi-2027-01-15"]
        assert f"retrieved: '{date.today().isoformat()}'" in (place / "world.yml").read_text(encoding="utf-8")
        assert list(checks.rows()) == []


def test_a_refresh_that_cannot_be_sealed_leaves_all_as_it_was(place):
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    new = fetched([(("employment_services", "CHN", 2020), 99.0)])
    with pytest.raises(data.TableError, match="Nothing was sealed:\nCross-check failed: World: employment shares sum"):
        refresh.write(refresh.compare(data.load("world"), new, RELEASE))
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_a_figure_outside_its_range_is_not_written():
    new = fetched([(("urban_share", "CHN", 2020), 635.2)])
    difference = refresh.compare(data.load("world"), new, RELEASE)
    before = (data.folder() / "world.csv").read_bytes()
    with pytest.raises(data.TableError, match=r"635.2 \(urban_share, CHN, 2020\) is not allowed; from 0 to 100"):
        refresh.write(difference)
    assert (data.folder() / "world.csv").read_bytes() == before
