"""The laboratory of the course: China in 2020."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from reformlab import data
from reformlab.lab.assumed import value
from reformlab.lab.china import china_2020
from reformlab.lab.economy import build
from reformlab.lab.laboratory import Lab, check_flag
from reformlab.lab.parameters import Parameters, assumptions

URBAN_TARGET, HUKOU_TARGET = 2024, 2023  # last confirmed years of the two rates


class China2020(Lab):
    """31 provinces by rural and urban (or village, town and city) by hukou type, from the tables of the course.

    Parameters
    ----------
    spaces : {2, 3}
        Rural and urban; or village, town (counties and county-level cities) and city (districts).
    engel : bool
        Spending on farm goods rises less than income; False: the same budget share for all.
    rural_nonfarm : bool
        Rural residents also work off the farm, in the census proportion; False: rural means farming.
    official_incomes : bool
        Official household incomes set provincial labour shares; False: one national labour share.
    parameters : Parameters, optional
    assumed : dict, optional
        Values that replace entries of `assumed.table()`, e.g. ``{"match_rural": 6.0}``.
    """

    def __init__(
        self,
        spaces: int = 2,
        *,
        engel: bool = True,
        rural_nonfarm: bool = True,
        official_incomes: bool = True,
        parameters: Parameters | None = None,
        assumed: Mapping[str, float] | None = None,
    ) -> None:
        given = Parameters() if parameters is None else parameters
        if not check_flag("engel", engel):
            given = replace(given, farm_goods_income_elasticity=1.0)
        inputs = china_2020(assumptions(assumed)["urban_use_of_capacity"])
        economy = build(
            inputs, spaces=spaces, parameters=given, assumed=assumed,
            rural_nonfarm=check_flag("rural_nonfarm", rural_nonfarm),
            official_incomes=check_flag("official_incomes", official_incomes),
        )  # fmt: skip
        rates = data.series("national", ["urban_rate_resident", "urban_rate_hukou"])
        rise = rates - rates.loc[2020]
        super().__init__(
            economy,
            rises=(
                (URBAN_TARGET, float(rise.loc[URBAN_TARGET, "urban_rate_resident"])),
                (HUKOU_TARGET, float(rise.loc[HUKOU_TARGET, "urban_rate_hukou"])),
            ),
        )
        self.inputs = inputs

    def sources(self) -> pd.Series:
        """Where each measured input comes from, and which provincial series hold unconfirmed figures."""
        return pd.Series(self.economy.notes, name="source")


def structures(intensity: float = 1.0, **levers: Any) -> pd.DataFrame:
    """Solve one reform in several versions of the model: what depends on the structure rather than on elasticities.

    Without levers the five breakthroughs are solved together. Returns a DataFrame, one version a row.
    """
    odds = {name: value(name) for name in ("match_rural", "match_urban")}
    versions: dict[str, dict[str, Any]] = {
        "course model": {},
        "village, town, city": {"spaces": 3},
        "same food share for all": {"engel": False},
        "one national labour share": {"official_incomes": False},
        "rural means farming": {"rural_nonfarm": False, "official_incomes": False, "engel": False},
        "hukou and place matched twice as closely": {"assumed": {name: odd * 2 for name, odd in odds.items()}},
        "hukou and place matched half as closely": {"assumed": {name: odd / 2 for name, odd in odds.items()}},
    }
    rows = {}
    for name, options in versions.items():
        lab = China2020(**options)
        run = lab.solve(**levers) if levers else lab.package(intensity=intensity)
        rows[name] = run.headline()
    return pd.DataFrame(rows).T.rename_axis("version")
