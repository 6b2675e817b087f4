"""Who owns capital: the part of capital income that belongs to people, and how it is spread over them.

Capital income is invested where plants stand. After depreciation, and less what government owns, it belongs to people
in proportion to official income in their province and type of registration, with one ratio between the two types of
hukou (`ownership_ratio`). It is saved, so it is worth the investment goods that it buys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from reformlab.lab.parameters import Parameters
    from reformlab.types import Array


def household_part(parameters: Parameters) -> float:
    """Part of capital income that belongs to people, after depreciation and public ownership."""
    return (1 - parameters.depreciation) * (1 - parameters.public_capital)


def ownership(survey_income: Array, residents: Array, registered: Array, ratio: float) -> Array:
    """Ownership per head by province and hukou type (N, 2), relative to the national mean.

    Parameters
    ----------
    survey_income : array (N, 2)
        Rural and urban income per head.
    residents, registered : array (N, 2)
        Rural and urban residents; people by hukou type.
    ratio : float
        Mean ownership per head, urban over rural hukou, before provinces differ in who is registered there.
    """
    weight = survey_income / ((survey_income * residents).sum(0) / residents.sum(0))
    weight = weight * np.array([1.0, ratio])
    return weight / ((weight * registered).sum() / registered.sum())
