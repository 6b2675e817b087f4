"""Build again whenever a file is saved, while the book is being shown.

``standby`` is a process that has imported Sphinx and all that lessons import; it copies itself for every build, which
so begins at once. ``builders`` starts it and asks it; where a process cannot be copied safely (see
`reformlab.site.kernels`), every build is an ordinary one. ``loop`` waits for saved files.
"""

from .loop import watch

__all__ = ["watch"]
