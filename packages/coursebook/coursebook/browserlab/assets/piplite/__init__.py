"""In place of JupyterLite's installer, which the kernel asks for: the lab asks no package index for anything."""

from .piplite import install

__all__ = ["install"]
