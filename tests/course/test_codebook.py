"""The codebook of the Lab: every line, equation and test that it names exists, and nothing of the core is left out."""

import ast
import re
import shutil
import sys

import pytest
import yaml
from coursebook.formulas import to_mathml

from .conftest import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from second_urbanization import codebook  # noqa: E402

#: Methods of the solver's map that hold no equation: they set up, cut the state, or call the others in order.
NO_EQUATION = {"__init__", "start", "sweep", "parts", "kept", "_received_in_place", "_markets"}


@pytest.fixture(scope="module")
def found():
    return codebook.read(ROOT)


def test_every_line_of_the_core_stands_in_it(found):
    for code, parts in found:
        file, _, name = code.partition("::")
        nodes = ast.walk(ast.parse((ROOT / file).read_text("utf-8")))
        node = next(n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name.rpartition(".")[2])
        lines = [f"    {line}" for part in parts for line in part.lines.split("\n")]
        told = ast.parse("\n".join(["def told():", *lines])).body[0].body
        body = node.body[1:] if ast.get_docstring(node) else node.body
        assert ast.dump(ast.Module(told, [])) == ast.dump(ast.Module(body, [])), code


def test_no_equation_of_the_solver_is_left_out(found):
    tree = ast.parse((ROOT / "reformlab/lab/system.py").read_text("utf-8"))
    (system,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods = {node.name for node in system.body if isinstance(node, ast.FunctionDef)}
    named = {code.partition("::System.")[2] for code, _ in found} - {""}
    assert named == methods - NO_EQUATION


def test_what_it_says_is_on_the_page(found):
    page = codebook.page(ROOT)
    for _, parts in found:
        for part in parts:
            assert part.tests
            assert f"```python\n{part.lines}\n```" in page
            assert f"{{ref}}`{part.equation} <{part.label}>`" in page
    for formula in re.findall(r"\$([^$]+)\$", page):
        assert to_mathml(formula).startswith("<math")
    assert page.count("Held by") == sum(len(parts) for _, parts in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("reformlab/lab/system.py", "  m.next_price = np.log", "  m.later_price = np.log", "no line begins with"),
        ("reformlab/lab/system.py", "    def _price(", "    def _cost(", "there is no function System._price"),
        ("tests/lab/test_equilibrium.py", "def test_no_arbitrage", "def test_arbitrage", "there is no test tests/lab"),
        ("book/lab_equations.md", "\n## Choice", "\n## Choices", "no heading 'Choice'"),
        ("book/lab_equations.md", r"\Bigr]^{-1/\theta}", r"\Bigr]^{1/\theta}", "does not stand under 'Prices'"),
        ("reformlab/lab/costs.py", "    gamma, n =", "    first = 0\n    gamma, n =", "parts begin at the first line"),
    ],
)
def test_a_row_that_has_become_stale_is_named(tmp_path, file, old, new, said):
    shutil.copytree(ROOT / "reformlab/lab", tmp_path / "reformlab/lab", ignore=shutil.ignore_patterns("*.json", "__*"))
    shutil.copytree(ROOT / "tests/lab", tmp_path / "tests/lab", ignore=shutil.ignore_patterns("*.json", "*.csv", "__*"))
    (tmp_path / "book").mkdir()
    for name in ("lab_equations.md", "lab_codebook.yml"):
        shutil.copy(ROOT / "book" / name, tmp_path / "book")
    assert codebook.read(tmp_path)
    text = (tmp_path / file).read_text("utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(codebook.CodebookError, match=said):
        codebook.read(tmp_path)


def test_the_page_is_written_once(tmp_path):
    assert codebook.write(tmp_path) == []
    shutil.copytree(ROOT / "reformlab/lab", tmp_path / "reformlab/lab", ignore=shutil.ignore_patterns("*.json", "__*"))
    shutil.copytree(ROOT / "tests/lab", tmp_path / "tests/lab", ignore=shutil.ignore_patterns("*.json", "*.csv", "__*"))
    (tmp_path / "book").mkdir()
    for name in ("lab_equations.md", "lab_codebook.yml"):
        shutil.copy(ROOT / "book" / name, tmp_path / "book")
    assert [path.name for path in codebook.write(tmp_path)] == ["lab_codebook.md"]
    assert codebook.write(tmp_path) == []


def test_rows_are_written_in_full():
    for entry in yaml.safe_load((ROOT / "book/lab_codebook.yml").read_text("utf-8")):
        for part in entry["parts"]:
            assert set(part) == {"from", "equation", "formula", "says", "tests"}, part
