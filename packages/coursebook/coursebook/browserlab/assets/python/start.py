"""Runs once when the browser's Python starts: import what lessons import while JupyterLab is still being drawn."""

import json
import sys
import types

import comm
from pyodide.code import run_js

# IPython's history would import a database of half a megabyte and then leave it switched off.
_stand_in = types.ModuleType("sqlite3")
_stand_in.Connection = type("Connection", (), {})
_stand_in.Error = _stand_in.DatabaseError = _stand_in.OperationalError = _stand_in.IntegrityError = Exception
sys.modules["sqlite3"] = _stand_in
import pyodide_kernel  # noqa: E402, F401
import pyodide_kernel.comm  # noqa: E402
from pyodide_kernel.jsonutil import json_clean  # noqa: E402

del sys.modules["sqlite3"]

_from_json = run_js("JSON.parse")


class _Comm(pyodide_kernel.comm.Comm):
    """Widgets' messages arrive as the JSON that every other kernel sends: the kernel here makes `undefined` of None."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        data = _from_json(json.dumps(json_clean(data or {})))
        super().publish_msg(msg_type, data, metadata, buffers, **keys)


comm.create_comm = _Comm

import matplotlib.pyplot  # noqa: E402, F401
import numpy  # noqa: E402, F401
import pandas  # noqa: E402, F401
import piplite.piplite  # noqa: E402, F401
