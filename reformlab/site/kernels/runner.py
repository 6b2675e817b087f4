"""Run one notebook from its first cell to its last in this very process, without sockets between notebook and kernel.

The kernel is ipykernel's and the reading of its messages is nbclient's; only the way between the two is short. A
notebook gives what it gives in Jupyter (a test compares the two), and a second of waiting and copying is saved.

Run as ``python -m reformlab.site.kernels.runner FOLDER``, or forked by `nursery`. The folder belongs to this run alone:

``task.json``
    What is to be run: ``notebook``, and ``cwd``, the folder in which it works.
``cell``
    Index of the cell that is being run.
``stdout``, ``stderr``
    What was written past Python: by programs that a cell starts, or by a library in C.
``outcome.json``
    ``{"notebook": {...}}``, or ``{"error": "Name: message", "trace": text}`` of the cell that failed.
"""

from __future__ import annotations

import asyncio
import faulthandler
import io
import json
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from types import SimpleNamespace

from ..quick import without_debugger, without_grammar

without_grammar()
without_debugger()

# ruff: noqa: E402 - what follows imports what these two make quick
import nbformat
from ipykernel.ipkernel import IPythonKernel
from ipykernel.parentpoller import ParentPollerUnix
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets import Any
from traitlets.config import Config

_SILENT = logging.getLogger(f"{__name__}.silent")  # what kernel and client log is said better by the LessonError
_SILENT.setLevel(logging.CRITICAL)


class _Wire(Session):
    """What kernel and notebook talk over: a message is handed on at once, in the form that JSON gives it."""

    hand_on = Any(help="Called with every message.")

    def send(self, _stream, msg_or_type, content=None, parent=None, buffers=None, header=None, metadata=None, **_):
        message = msg_or_type
        if not isinstance(message, dict):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        message["content"] = self.unpack(self.pack(message["content"]))
        self.hand_on(message | {"buffers": buffers or []})
        return message


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a notebook: collects what is written until it is flushed."""

    encoding = "utf-8"

    def __init__(self, name, number, publish):
        self._name, self._number, self._publish, self._waiting = name, number, publish, []

    def fileno(self):
        return self._number

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._waiting.append(text)
        return len(text)

    def flush(self):
        waiting, self._waiting = self._waiting, []
        if text := "".join(waiting):
            self._publish(self._name, text)


class _Written:
    """A file that takes what is written to a file descriptor, and gives what has come since it was last asked."""

    def __init__(self, path, number):
        self._file = path.open("a+b", buffering=0)
        self._read = self._file.seek(0, os.SEEK_END)
        os.dup2(self._file.fileno(), number)

    def new(self):
        self._file.seek(self._read)
        data = self._file.read()
        self._read += len(data)
        return data.decode("utf-8", "replace")


def kernel():
    """Return the kernel of this process, made when it is first asked for.

    It has no thread: the process in which it was made may be forked.
    """
    if not IPythonKernel.initialized():
        settings = Config()
        settings.HistoryManager.enabled = False  # a database of what was typed is of no use to a notebook
        made = IPythonKernel.instance(session=_Wire(key=b""), config=settings, log=_SILENT)
        made.shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
    return IPythonKernel.instance()


class Notebook:
    """A notebook, and the kernel that runs it.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Filled with outputs by `run`.
    written : dict
        ``stdout`` and ``stderr`` to the _Written that takes what is written past Python.
    """

    def __init__(self, notebook, written):
        self._written = written
        self.notebook, self._cell, self._lock, self._to_kernel = notebook, None, threading.RLock(), []
        self._kernel = kernel()
        self._kernel.session.hand_on = self._take
        # no times: they would become part of the key in the cache
        self._client = NotebookClient(notebook, record_timing=False, log=_SILENT)
        to_kernel = SimpleNamespace(send=self._to_kernel.append)
        self._client.kc = SimpleNamespace(session=self._kernel.session, shell_channel=to_kernel)
        self._streams = _Stream("stdout", 1, self._print), _Stream("stderr", 2, self._print)
        sys.stdout, sys.stderr = self._streams
        notebook.metadata["language_info"] = self._kernel.language_info

    def _take(self, message):
        """Let nbclient do with a message of the kernel what it does with one that came over a socket."""
        with self._lock:
            if self._cell is not None:
                self._client.process_message(message, self.notebook.cells[self._cell], self._cell)

    def _print(self, name, text):
        self._kernel.session.send(None, "stream", {"name": name, "text": text}, parent=self._kernel.get_parent())

    def run(self, tell):
        """Run all cells and fill in their outputs.

        Parameters
        ----------
        tell : callable
            Called with the index of each cell before it is run.

        Raises
        ------
        nbclient.exceptions.CellExecutionError
            If a cell fails that does not say, with the tag ``raises-exception``, that it may.
        """
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        for index, cell in enumerate(self.notebook.cells):
            skipped = self._client.skip_cells_with_tag in cell.metadata.get("tags", [])
            if cell.cell_type == "code" and cell.source.strip() and not skipped:
                tell(index)
                self._cell = index
                loop.run_until_complete(self._execute(index, cell))
        self._client.set_widgets_metadata()

    async def _execute(self, index, cell):
        cell.outputs, self._client.clear_before_next_output = [], False
        self._client.code_cells_executed += 1
        wire = self._kernel.session
        self._kernel.set_parent([], wire.msg("execute_request", {"code": cell.source}))
        reply = await self._kernel.do_execute(cell.source, silent=False, store_history=True, allow_stdin=False)
        for stream in self._streams:
            stream.flush()
        for name, written in self._written.items():
            if text := written.new():
                self._print(name, text)
        for message in self._to_kernel:  # a front end answers when the cell has ended
            self._kernel.comm_manager.comm_msg(None, None, message | {"buffers": []})
        self._to_kernel.clear()
        cell.execution_count = self._client.code_cells_executed
        await self._client._check_raise_for_error(cell, index, {"content": wire.unpack(wire.pack(reply))})


def main(folder):
    """Run the task in `folder`, and end this process and all that it started; does not return."""
    folder = Path(folder)
    written = {name: _Written(folder / name, number) for number, name in ((1, "stdout"), (2, "stderr"))}
    try:
        outcome = _outcome(folder, written)
        new = folder / "outcome.new"
        new.write_text(json.dumps(outcome), "utf-8")
        new.replace(folder / "outcome.json")
    except BaseException:  # noqa: BLE001 - nobody is above this; without an outcome, the build shows what stands here
        traceback.print_exc(file=sys.__stderr__)
        sys.__stderr__.flush()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _outcome(folder, written):
    task = json.loads((folder / "task.json").read_text("utf-8"))
    os.chdir(task["cwd"])
    sys.path.insert(0, "")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    notebook = nbformat.from_dict(task["notebook"])

    def tell(index):
        (folder / "cell").write_text(str(index), "utf-8")

    run = Notebook(notebook, written)
    faulthandler.enable(sys.stderr)
    try:
        run.run(tell)
    except CellExecutionError as error:
        trace = error.traceback.rpartition("------------------\n")[2]  # behind it comes what the kernel said
        return {"error": f"{error.ename}: {error.evalue}", "trace": trace}
    return {"notebook": notebook}


if __name__ == "__main__":
    if os.name == "posix":
        ParentPollerUnix(os.getppid()).start()
    main(sys.argv[1])
