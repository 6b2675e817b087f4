"""The process behind :mod:`coursegrader.authoring.trial`: cells come as JSON on standard input, results go out."""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from contextlib import suppress


def _limit(seconds):
    """End this process when it has used so many seconds of the processor, where the system can count them."""
    with suppress(ImportError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def _shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(config=config)


def _figures():
    if "matplotlib.pyplot" not in sys.modules:
        return
    import matplotlib.pyplot as plt

    for number in plt.get_fignums():
        picture = io.BytesIO()
        plt.figure(number).savefig(picture, format="png", dpi=96)
        yield {
            "output_type": "display_data",
            "data": {"image/png": base64.b64encode(picture.getvalue()).decode()},
            "metadata": {},
        }
    plt.close("all")


def _scalars(namespace):
    import numpy

    kinds = (int, float, numpy.number)
    return {
        name: float(value)
        for name, value in namespace.items()
        if not name.startswith("_") and isinstance(value, kinds) and not isinstance(value, bool)
    }


def main() -> None:
    """Run every cell, whatever happens in the ones before it."""
    from IPython.utils.capture import capture_output

    _limit(int(sys.argv[1]))
    cells = json.load(sys.stdin)
    reply = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a cell writes to the file descriptor itself must not mix with the reply
    shell, results = _shell(), []
    for source in cells:
        shell.showtraceback = lambda *_, **__: None
        with capture_output() as captured:
            result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        outputs = []
        if captured.stdout:
            outputs.append({"output_type": "stream", "name": "stdout", "text": captured.stdout})
        if captured.stderr:
            outputs.append({"output_type": "stream", "name": "stderr", "text": captured.stderr})
        for rich in captured.outputs:
            data = {
                kind: text for kind, text in rich.data.items() if kind in ("text/plain", "text/markdown", "image/png")
            }
            outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
        outputs.extend(_figures())
        message = f"{type(error).__name__}: {error}" if error else ""
        results.append({"ok": error is None, "error": message, "outputs": outputs, "scalars": _scalars(shell.user_ns)})
    reply.write("\n" + json.dumps(results) + "\n")
    reply.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
