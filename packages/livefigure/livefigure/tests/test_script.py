"""Joining the modules of the front end: what is joined works, and what does not keep the rules is named."""

import subprocess
from pathlib import Path

import pytest

from livefigure import LiveFigureError, script

JS = Path(script.__file__).parent / "js"


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder


def run(node, text):
    done = subprocess.run([node, "--input-type=module"], input=text, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_names_of_one_module_are_not_those_of_another(tmp_path, node):
    folder = write(
        tmp_path,
        a='import {\n  twice,\n  Pair,\n} from "./b.js";\nimport { one } from "./c.js";\nconst own = 5;\n'
        "export const say = () => `${twice(own)} ${new Pair().own} ${one()}`;\n",
        b='import { one } from "./c.js";\nconst own = 7;\nexport function twice(x) {\n  return 2 * x + one();\n}\n'
        "export class Pair {\n  own = own;\n}\n",
        c="const own = 9;\nexport function one() {\n  return own;\n}\nexport async function* none() {}\n",
    )
    text = script.join("a", folder)
    assert text.count("const own = 9") == 1  # a module that two others import is there once
    assert run(node, text + "console.log($a.say());") == "19 7 9"


BAD = {
    "default": ({"a": "const x = 1;\nexport default x;\n"}, "a.js, line 2: 'export default x;' is not understood"),
    "list": ({"a": "const x = 1;\n\nexport { x };\n"}, "a.js, line 3: 'export { x };'"),
    "let": ({"a": "export let x = 1;\n"}, "a.js, line 1: 'export let x = 1;'"),
    "star": ({"a": 'import * as b from "./b.js";\n', "b": ""}, "a.js, line 1: 'import * as b"),
    "other name": ({"a": 'import { x as y } from "./b.js";\n', "b": "export const x = 1;\n"}, "does not export 'as'"),
    "foreign": ({"a": 'import { x } from "d3";\n'}, "a.js, line 1: 'import { x } from"),
    "missing": ({"a": 'const y = 1;\nimport { x } from "./b.js";\n'}, "a.js, line 2: there is no module b.js"),
    "not exported": (
        {"a": 'import { x, z } from "./b.js";\n', "b": "export const x = 1;\nconst z = 2;\n"},
        "a.js, line 1: b.js does not export 'z'; it exports x",
    ),
    "circle": (
        {"a": 'import { x } from "./b.js";\n', "b": '\nimport { y } from "./a.js";\n'},
        "b.js, line 2: modules import in a circle: a -> b -> a",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_joined_is_named_by_module_and_line(tmp_path, case):
    modules, message = BAD[case]
    with pytest.raises(LiveFigureError) as caught:
        script.join("a", write(tmp_path, **modules))
    assert message in str(caught.value)


def test_every_module_is_part_of_page_or_notebook():
    texts = script.source() + script.page_script()
    assert [path.stem for path in JS.glob("*.js") if f"const ${path.stem} = " not in texts] == []


def test_the_notebook_loads_a_module_with_render(node):
    assert run(node, script.source() + "console.log(typeof $notebook.render);") == "function"
    assert script.source().endswith("export default { render: $notebook.render };\n")


def test_the_page_script_is_classic(node, tmp_path):
    (tmp_path / "page.cjs").write_text(script.page_script(), "utf-8")
    done = subprocess.run([node, "--check", tmp_path / "page.cjs"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
