"""What the lab needs to know about each province, and the checks that it makes sense."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np

from reformlab.lab.errors import InputError

if TYPE_CHECKING:
    from reformlab.types import Array

ADDING_UP = 1e-6


@dataclass(frozen=True)
class ProvincialInputs:
    """Measured inputs of one year, N provinces.

    Units: people in millions, output in billion yuan, distances in km, shares between 0 and 1, incomes in thousand
    yuan per head. Optional fields switch a refinement on; None leaves it out.

    Raises
    ------
    InputError
        If a field is missing, has the wrong length, is not finite, is outside its range or does not add up.
    """

    names: tuple
    eastern: np.ndarray  # (N,) bool
    residents: np.ndarray  # (N,) people who live in the province
    urban_share: np.ndarray  # (N,)
    output: np.ndarray  # (N,) gross regional product
    farm_share: np.ndarray  # (N,) primary sector in output
    moved: np.ndarray  # (N, N) people by province of registration (row) and residence (column), diagonal zero
    urban_hukou_share: np.ndarray  # (N,) urban hukou among registered people
    distance: np.ndarray  # (N, N) km, diagonal ignored
    urban_use: np.ndarray  # (N,) use of urban carrying capacity
    transfers: np.ndarray | None = None  # (N,) shares of central transfers
    service_budget: np.ndarray | None = None  # (N,) official service spending; sets the transfers when given
    town_share: np.ndarray | None = None  # (N,) towns in urban residents (three spaces)
    farm_employment: np.ndarray | None = None  # (N,) primary sector in employment
    urban_income: np.ndarray | None = None  # (N,) official disposable income per head
    rural_income: np.ndarray | None = None  # (N,)
    notes: dict = field(default_factory=dict)  # field -> where it comes from and how firm it is

    def __post_init__(self):
        n = len(self.names)
        if n < 2:
            raise InputError(f"names: the lab needs at least two provinces, got {n}")
        if len(set(self.names)) != n:
            raise InputError("names: each province must be named once")
        for entry in fields(self):
            if entry.name in ("names", "notes") or getattr(self, entry.name) is None:
                continue
            values = np.asarray(getattr(self, entry.name))
            shape = (n, n) if entry.name in ("moved", "distance") else (n,)
            if values.shape != shape:
                raise InputError(f"{entry.name} must have shape {shape}, got {values.shape}")
            if not np.issubdtype(values.dtype, np.number) and values.dtype != bool:
                raise InputError(f"{entry.name} must hold numbers, got {values.dtype}")
            bad = ~np.isfinite(values)
            if bad.any():
                raise InputError(f"{entry.name} must be finite, got {values[bad][0]} for {self._where(bad)}")
        for name in ("residents", "output", "urban_use", "service_budget", "urban_income", "rural_income"):
            self._within(name, 0.0, np.inf, strict=True)
        for name in ("urban_share", "farm_share", "urban_hukou_share", "town_share", "farm_employment"):
            self._within(name, 0.0, 1.0, strict=True)
        self._within("moved", 0.0, np.inf)
        self._within("transfers", 0.0, 1.0)
        if np.any(np.diag(self.moved) != 0):
            raise InputError(
                f"moved: people who stay are not movers; the diagonal must be 0, got {np.diag(self.moved).max():g}"
            )
        if self.transfers is not None and abs(self.transfers.sum() - 1) > ADDING_UP:
            raise InputError(f"transfers: shares of the pool must add up to 1, got {self.transfers.sum():.6g}")
        if np.any((self.distance <= 0) & ~np.eye(n, dtype=bool)):
            raise InputError("distance: two provinces must lie more than 0 km apart")
        arrived = self.moved.sum(0)
        if np.any(arrived >= self.residents):
            worst = int(np.argmax(arrived - self.residents))
            raise InputError(
                f"moved: {arrived[worst]:.3f} million people from elsewhere do not fit into {self.names[worst]}, "
                f"where {self.residents[worst]:.3f} million live"
            )

    def _where(self, bad):
        return self.names[int(np.argwhere(bad)[0][0])]

    def _within(self, name, low, high, *, strict=False):
        values = getattr(self, name)
        if values is None:
            return
        bad = (values <= low) | (values >= high) if strict else (values < low) | (values > high)
        if bad.any():
            kind = "strictly between" if strict else "between"
            raise InputError(
                f"{name} must lie {kind} {low:g} and {high:g}, got {values[bad][0]:g} for {self._where(bad)}"
            )

    @property
    def registered(self) -> Array:
        """Registered population by province: residents, less arrivals, plus leavers."""
        return self.residents - self.moved.sum(0) + self.moved.sum(1)


def check_total(label: str, parts: Array, total: float, tolerance: float, unit: str) -> None:
    """Raise InputError unless the provinces add up to the national figure within a relative tolerance."""
    gap = float(np.sum(parts)) / float(total) - 1
    if abs(gap) > tolerance:
        raise InputError(
            f"{label}: the provinces add up to {np.sum(parts):.6g} {unit}, the nation to {total:.6g}; "
            f"a gap of {100 * gap:.2f}% is more than the allowed {100 * tolerance:g}%"
        )
