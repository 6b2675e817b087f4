"""The library of the course Second Urbanization: data, models, the Reform Lab, moving figures, exercises and the site."""

__version__ = "0.1.0"
