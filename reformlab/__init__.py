"""The library of the course: data, models, the Reform Lab, moving figures, exercises and the site."""

__version__ = "0.1.0"
