import os
import signal

import pytest
from coursebook import execute, lessons
from coursebook.errors import LessonError

from .small import lesson


def notebooks(folder, *texts):
    folder.mkdir(exist_ok=True)
    for place, text in enumerate(texts):
        (folder / f"{place}.md").write_text(text, "utf-8")
    return [lessons.read(folder / f"{place}.md") for place in range(len(texts))]


def run(pages, **options):
    done = execute.run(pages, name=lambda path: path.name, progress=False, **options)
    return {executed.page.path.name: executed.notebook for executed in done}


def texts(notebook):
    """What each code cell printed or returned."""
    return [
        "".join(out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_what_reaches_the_page_late_is_not_lost(tmp_path):
    code = """
    import time
    kernel = get_ipython().kernel
    hook = kernel.post_handler_hook
    def late():
        kernel.post_handler_hook = hook
        time.sleep(6)
        print("late")
        hook()
    kernel.post_handler_hook = late
    """
    assert texts(run(notebooks(tmp_path, lesson("A", code)))["0.md"]) == ["late\n"]


def test_a_notebook_gives_what_it_gives_in_jupyter(tmp_path):
    code = """
    import os, sys, subprocess, threading
    import numpy as np
    import matplotlib.pyplot as plt
    print(os.path.basename(os.getcwd()), plt.get_backend(), __name__, "" in sys.path)
    """
    pages = notebooks(
        tmp_path / "here",
        lesson(
            "A",
            code,
            "subprocess.run(['sh', '-c', 'exit 3']).returncode",
            "plt.plot([1, 2]);",
            "import ipywidgets\nipywidgets.IntSlider(3)",
            "worker = threading.Thread(target=print, args=('thread',))\nworker.start()\nworker.join()",
            "np.linalg.inv(np.eye(200) * 2)[0, 0]",
        ),
    )
    notebook = run(pages)["0.md"]
    said = texts(notebook)
    assert said[0].split()[:2] == ["here", "module://matplotlib_inline.backend_inline"] or "inline" in said[0]
    assert said[0].split()[2:] == ["__main__", "True"]
    assert said[1] == "3"
    assert "image/png" in notebook.cells[3].outputs[0].data
    assert "application/vnd.jupyter.widget-view+json" in notebook.cells[4].outputs[0].data
    assert "application/vnd.jupyter.widget-state+json" in notebook.metadata.widgets
    assert said[4] == "thread\n"
    assert "0.5" in said[5]


def test_nothing_that_one_lesson_does_reaches_another(tmp_path):
    start = "import numpy, os, builtins"
    spoil = "numpy.pi = 3\nos.environ['SPOILT'] = 'yes'\nbuiltins.spoilt = 1\nprint(os.getpid())"
    look = "print(numpy.pi, os.environ.get('SPOILT'), hasattr(builtins, 'spoilt'), os.getpid())"
    done = run(notebooks(tmp_path, lesson("A", f"{start}\n{spoil}"), lesson("B", f"{start}\n{look}")), workers=1)
    assert texts(done["1.md"])[0].split()[:3] == ["3.141592653589793", "None", "False"]
    assert texts(done["0.md"])[0].strip() != texts(done["1.md"])[0].split()[3]
    assert "SPOILT" not in os.environ


def test_each_kernel_draws_its_own_random_numbers(tmp_path):
    draw = lesson("A", "import numpy as np\nprint(np.random.random())")
    done = run(notebooks(tmp_path, draw, draw))
    assert texts(done["0.md"]) != texts(done["1.md"])


def test_a_kernel_that_is_killed_is_told_with_its_cell(tmp_path):
    pages = notebooks(tmp_path, lesson("A", "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)"))
    with pytest.raises(LessonError, match="kernel ended unexpectedly") as caught:
        run(pages)
    assert (caught.value.lesson, caught.value.cell) == ("0.md", 2)


def test_a_cell_that_takes_too_long_is_told(tmp_path):
    with pytest.raises(LessonError, match="no answer after 1 seconds.*_config.yml"):
        run(notebooks(tmp_path, lesson("A", "import time\ntime.sleep(3600)")), timeout=1)


def test_after_a_failure_nothing_new_is_started_and_results_are_kept(tmp_path):
    kept = []
    mark = "import pathlib\npathlib.Path('third').touch()"
    pages = notebooks(tmp_path, lesson("A", "print(1)"), lesson("B", "1 / 0"), lesson("C", mark))
    with pytest.raises(LessonError, match="ZeroDivisionError"):
        run(pages, workers=1, keep=kept.append)
    assert [executed.page.path.name for executed in kept] == ["0.md"]
    assert not (tmp_path / "third").exists()


def test_no_process_is_left(tmp_path):
    done = run(notebooks(tmp_path, lesson("A", "import os\nprint(os.getpid())")))
    pid = int(texts(done["0.md"])[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_workers_must_be_positive():
    with pytest.raises(ValueError, match="workers: 0 given, must be 1 or more"):
        execute.workers_for(3, 0)
    assert execute.workers_for(1) == 1
    assert execute.workers_for(9, 4) == 4


def test_signals_of_the_kernel_work(tmp_path):
    code = """
    import os, signal
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        print('stopped')
    """
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    assert texts(run(notebooks(tmp_path, lesson("A", code)))["0.md"]) == ["stopped\n"]


def test_a_kernel_that_cannot_start_is_told_with_its_last_words(tmp_path):
    pages = notebooks(tmp_path, lesson("A", "print(7)"))
    pages[0].path.unlink()
    tmp_path.rmdir()
    with pytest.raises(LessonError, match="before the first code cell(.|\n)*FileNotFoundError"):
        run(pages)
