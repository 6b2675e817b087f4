"""What the build's runner makes of a notebook, beside what nbclient makes of it with a kernel of its own."""

import json
import re

import pytest
from nbclient import NotebookClient

from reformlab.site import execute, lessons
from reformlab.site.kernels import kernels_for

from .small import lesson

CELLS = {
    "values and text": "print('one')\nprint('two', end='')\n1 + 1",
    "both streams": "import sys\nprint('out')\nprint('error', file=sys.stderr)\nprint('out again')",
    "flushed": "print('a', flush=True)\nprint('b')",
    "display": "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>x</b>'))\nMarkdown('*y*')",
    "a display that is changed": "handle = display('before', display_id='mine')\nhandle.update('after')",
    "changed from another cell": "handle.update('later')",
    "cleared": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "cleared when something comes": "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "a table": "import pandas as pd\npd.DataFrame({'a': [1, 2.5], 'b': ['x', None]})",
    "a wide table": "pd.DataFrame([['a word ' * 5] * 8])",
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('after the call')",
    "two figures": "plt.figure(); plt.plot([1]); plt.show(); plt.figure(); plt.plot([2]);",
    "a program": "!echo from a program",
    "a magic": "%%capture caught\nprint('caught')",
    "what was caught": "caught.stdout",
    "waiting": "import asyncio\nawait asyncio.sleep(0)\n'waited'",
    "a loop is running": "asyncio.get_running_loop().is_running()",
    "history": "In[1], Out[1], _",
    "a widget": "import ipywidgets as w\nw.VBox([w.IntSlider(3, description='people'), w.Label('x')])",
    "an output widget": "kept = w.Output()\nwith kept:\n    print('kept')\n    display(HTML('<i>kept</i>'))\nkept",
    "what it holds": "[out['output_type'] for out in kept.outputs]",
    "a value from a widget": "box = w.IntText(1)\nbox.observe(lambda c: print(c.new), 'value')\nbox.value = 5",
    "bytes in a widget": "w.Image(value=b'\\x89PNG', format='png')",
    "an array": "import numpy as np\nnp.arange(3.0)",
    "a numpy number as data": "display({'application/json': {'n': int(np.int64(3))}}, raw=True)",
    "a question": ":tags: [raises-exception]\n\ninput('?')",
    "an error that is meant": ":tags: [raises-exception]\n\n{}['missing']",
    "an error of the grammar": ":tags: [raises-exception]\n\n1 +",
    "leaving": ":tags: [raises-exception]\n\nraise SystemExit(3)",
    "a warning": "import warnings\nwarnings.warn('mind')",
    "passed over": ":tags: [skip-execution]\n\nprint('never')",
    "a log": "import logging\nlogging.warning('mind')",
    "a thread": "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start()\nt.join()",
    "a name": "__name__, display.__module__, type(get_ipython()).__name__",
    "the last": "print('done');",
}
DIFFERENT = {"a question"}  # the message names what asked; the two ask through different classes


def plain(value):
    """Everything in which two runs of one kernel differ as well: identities, addresses, times."""
    if isinstance(value, dict):
        value = {key: plain(each) for key, each in value.items()}
        return {key: each for key, each in value.items() if key not in ("image/png", "image/svg+xml")} | {
            key: "picture" for key in value if key in ("image/png", "image/svg+xml")
        }
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, str):
        value = re.sub(r"\x1b\[[0-9;]*m", "", value)
        value = re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|0x[0-9a-f]+", "id", value)
        return re.sub(r"/\S*/ipykernel_\d+/\d+\.py", "cell.py", value)
    return value


def merged(outputs):
    """Outputs with neighbouring pieces of one stream made one: when a kernel flushes is a matter of time."""
    result = []
    for out in map(plain, outputs):
        if result and out["output_type"] == "stream" and result[-1].get("name") == out["name"]:
            result[-1]["text"] += out["text"]
        else:
            result.append(dict(out))
    return result


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("both")
    (folder / "a.md").write_text(lesson("A", *CELLS.values()), "utf-8")
    page = lessons.read(folder / "a.md")
    with kernels_for(lessons.imports([page])) as kernels:
        (ours,) = execute.run([page], kernels, name=str, progress=False)
    theirs = page.notebook()
    client = NotebookClient(theirs, timeout=None, kernel_name="python3", record_timing=False)
    client.execute(cwd=str(folder))
    return ours.notebook, theirs


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_gives_what_it_gives_in_jupyter(both, kind):
    place = list(CELLS).index(kind)
    ours, theirs = (code_cells(notebook)[place] for notebook in both)
    assert ours.execution_count == theirs.execution_count
    if kind in DIFFERENT:
        assert [out.output_type for out in ours.outputs] == [out.output_type for out in theirs.outputs]
    else:
        assert merged(ours.outputs) == merged(theirs.outputs)


def test_what_a_program_writes_past_python_is_shown(tmp_path):
    """In Jupyter as well, but there it depends on time whether it comes before the end of the cell."""
    code = "import subprocess\nsubprocess.run(['sh', '-c', 'echo out; echo error >&2']).returncode"
    (tmp_path / "a.md").write_text(lesson("A", code, "print('next')"), "utf-8")
    with kernels_for([]) as kernels:
        (executed,) = execute.run([lessons.read(tmp_path / "a.md")], kernels, name=str, progress=False)
    first, second = (cell.outputs for cell in code_cells(executed.notebook))
    assert {out.get("name"): out.get("text") for out in first} == {None: None, "stdout": "out\n", "stderr": "error\n"}
    assert [out.text for out in second] == ["next\n"]


def test_its_metadata_are_those_of_jupyter(both):
    ours, theirs = (dict(notebook.metadata) for notebook in both)
    kind = "application/vnd.jupyter.widget-state+json"
    states = [meta.pop("widgets")[kind]["state"].values() for meta in (ours, theirs)]
    assert plain(ours) == plain(theirs)
    mine, other = (sorted(json.dumps(plain(state), sort_keys=True) for state in each) for each in states)
    assert mine == other
