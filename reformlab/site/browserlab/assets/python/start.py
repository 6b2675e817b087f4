"""Runs once when the browser's Python starts: import what lessons import while JupyterLab is still being drawn."""

import sys
import types

# IPython's history would import a database of half a megabyte and then leave it switched off.
_stand_in = types.ModuleType("sqlite3")
_stand_in.Connection = type("Connection", (), {})
_stand_in.Error = _stand_in.DatabaseError = _stand_in.OperationalError = _stand_in.IntegrityError = Exception
sys.modules["sqlite3"] = _stand_in
import pyodide_kernel  # noqa: E402, F401

del sys.modules["sqlite3"]

import matplotlib.pyplot  # noqa: E402, F401
import numpy  # noqa: E402, F401
import pandas  # noqa: E402, F401
import piplite.piplite  # noqa: E402, F401

import reformlab.data  # noqa: E402, F401
import reformlab.live  # noqa: E402, F401
import reformlab.style  # noqa: E402, F401
