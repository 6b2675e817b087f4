"""The published table of the 2020 census takes the place of the estimate as soon as its file is there."""

import pytest

from reformlab import data
from reformlab.data import seal

NAME = "census_2020_table_7_3.csv"


def square_text(units, *, names=None, total=False, separator=False):
    names = names or units
    figure = (lambda r, c: f'"{1000 + 100 * r + c:,}"') if separator else (lambda r, c: str(1000 + 100 * r + c))
    lines = [",".join(["Residence", *(["Total"] if total else []), *names])]
    if total:
        lines.append(",".join(["全国", *["1"] * 32]))
    for r, name in enumerate(names):
        cells = ["" if r == c else figure(r, c) for c in range(31)]
        lines.append(",".join([name, *(["1"] if total else []), *cells]))
    return "\n".join(lines) + "\n"


@pytest.fixture
def units():
    return list(data.load("province_units")["province"])


def test_without_the_file_the_estimate_is_loaded(small):
    with small.read():
        assert data.standing("hukou_matrix_2020") == {"recalled": 930}


@pytest.mark.parametrize("layout", ["english", "chinese", "long chinese", "totals", "separators"])
def test_dropping_the_file_is_enough(small, units, layout):
    zh = list(data.load("province_units")["zh"])
    names = {"chinese": zh, "long chinese": [name + "省" for name in zh]}.get(layout)
    text = square_text(units, names=names, total=layout == "totals", separator=layout == "separators")
    (small.path / NAME).write_text(text, encoding="utf-8-sig")
    content = small.gather()
    with small.read(content):
        matrix = data.square("hukou_matrix_2020")
        assert matrix.loc["Beijing", "Tianjin"] == 1001 and matrix.loc["Xinjiang", "Beijing"] == 4000
        assert matrix.loc["Beijing", "Beijing"] == 0
        assert data.standing("hukou_matrix_2020") == {"checked": 930}
        text = data.caption("hukou_matrix_2020")
        assert "table 7-3" in text and "unconfirmed" not in text and "estimate" not in text.lower()
        assert "estimate" not in str(data.describe("hukou_matrix_2020")).lower()


def test_official_names_and_spaces_are_understood(small, units):
    official = {
        "广西": "广西壮族自治区",
        "宁夏": "宁夏回族自治区",
        "新疆": "新疆维吾尔自治区",
        "西藏": "西藏自治区",
        "北京": "北 京 市",
    }
    names = [official.get(name, name) for name in data.load("province_units")["zh"]]
    text = square_text(units, names=names).replace(",1001,", ", 1001 ,", 1)
    (small.path / NAME).write_text(text, encoding="utf-8")
    with small.read(small.gather()):
        matrix = data.square("hukou_matrix_2020")
        assert list(matrix.index) == units and matrix.loc["Beijing", "Tianjin"] == 1001


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("\nHebei,", "\nHebay,"), "line 4: 'Hebay' is none of the 31 provinces"),
        (lambda text: text.replace(",1001,", ",-1,", 1), r"line 2 \(Beijing\), column Tianjin: '-1' is wrong"),
        (lambda text: text.replace(",1001,", ",,", 1), "column Tianjin: '' is wrong"),
        (lambda text: text + text.splitlines()[1] + "\n", "Beijing and Tianjin occur twice"),
        (lambda text: "\n".join(text.splitlines()[:-1]) + "\n", "has no figure for .*Xinjiang"),
        (lambda text: "", "is empty"),
    ],
)
def test_a_damaged_file_is_named(small, units, change, message):
    (small.path / NAME).write_text(change(square_text(units)), encoding="utf-8")
    with small.read(), pytest.raises(data.TableError, match=message):
        data.load("hukou_matrix_2020")


def test_a_file_in_gbk_is_named_with_its_cure(small, units):
    names = list(data.load("province_units")["zh"])
    (small.path / NAME).write_bytes(square_text(units, names=names).encode("gbk"))
    with small.read(), pytest.raises(data.TableError, match="census_2020_table_7_3.csv is not UTF-8 text: .* GB18030"):
        data.load("hukou_matrix_2020")


def test_the_published_table_can_be_sealed_and_a_damaged_one_cannot(small, units):
    (small.path / NAME).write_text(square_text(units), encoding="utf-8-sig")
    assert "datapackage.json" in seal.seal(small.path)
    (small.path / NAME).write_text(square_text(units).replace(",1001,", ",x,", 1), encoding="utf-8")
    with pytest.raises(data.TableError, match="Nothing was sealed:\n.*line 2 .Beijing., column Tianjin: 'x' is wrong"):
        seal.seal(small.path)
