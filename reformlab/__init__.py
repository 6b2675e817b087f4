"""The library of the course: data, models, the Reform Lab, exercises and the site."""

from importlib import import_module

__version__ = "0.1.0"

ROOMS = ("data", "lab", "models", "style")  # what lessons use


def __getattr__(name):
    """Open a room when it is first asked for: ``reformlab.lab.China2020()`` works after ``import reformlab``."""
    if name in ROOMS:
        return import_module(f"reformlab.{name}")
    raise AttributeError(f"module 'reformlab' has no attribute {name!r}")
