"""What can go wrong in the Reform Lab, each with a message that names the field, the value and what is allowed."""

from __future__ import annotations

from reformlab.errors import ReformlabError


class LabError(ReformlabError):
    """Base class of all errors of the Reform Lab."""


class ParameterError(LabError, ValueError):
    """A parameter or option of the model lies outside its range."""


class LeverError(LabError, ValueError):
    """A lever does not exist, or its value is outside the allowed range."""


class InputError(LabError, ValueError):
    """The provincial inputs are incomplete, not finite or do not add up."""


class InfeasibleReform(LabError, ValueError):
    """The levers ask for what no equilibrium can deliver, for instance services paid with less than nothing."""


class NonConvergence(LabError, RuntimeError):
    """The solver stopped before the equilibrium conditions held.

    Attributes
    ----------
    residual : float
        Largest remaining gap of the equilibrium map, in log points.
    sweeps : int
        Sweeps of the map that were made.
    """

    def __init__(self, message: str, *, residual: float, sweeps: int) -> None:
        super().__init__(message)
        self.residual = residual
        self.sweeps = sweeps

    def __reduce__(self):
        # Errors travel between processes; the default would lose the keyword-only fields.
        return _rebuild, (str(self), self.residual, self.sweeps)


def _rebuild(message, residual, sweeps):
    return NonConvergence(message, residual=residual, sweeps=sweeps)
