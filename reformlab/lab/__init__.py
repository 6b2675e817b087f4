"""The Reform Lab: a quantitative spatial economy of China in 2020 that reforms can be tried on.

>>> from reformlab.lab import China2020
>>> lab = China2020()
>>> run = lab.solve(citizenization=0.6, land_follows_people=0.5)
>>> run.losers(), run.dividends(), run.risks()                  # doctest: +SKIP
"""

from reformlab.lab.assumed import ASSUMED, Assumption
from reformlab.lab.bundles import BREAKTHROUGHS, PRESETS, PROBLEMS, Bundle, Preset, bundle
from reformlab.lab.china import china_2020
from reformlab.lab.china2020 import China2020, structures
from reformlab.lab.economy import Economy, build
from reformlab.lab.errors import InfeasibleReform, InputError, LabError, LeverError, NonConvergence, ParameterError
from reformlab.lab.inputs import ProvincialInputs
from reformlab.lab.laboratory import Lab
from reformlab.lab.levers import GROUPS, LEVERS, Lever, Reform
from reformlab.lab.parameters import Parameters
from reformlab.lab.run import MAPS, Run
from reformlab.lab.transition import Pace, Transition
from reformlab.lab.uncertainty import Uncertainty

__all__ = [
    "ASSUMED",
    "Assumption",
    "BREAKTHROUGHS",
    "Bundle",
    "China2020",
    "Economy",
    "GROUPS",
    "InfeasibleReform",
    "InputError",
    "LEVERS",
    "Lab",
    "LabError",
    "Lever",
    "LeverError",
    "MAPS",
    "NonConvergence",
    "PRESETS",
    "PROBLEMS",
    "Pace",
    "ParameterError",
    "Parameters",
    "Preset",
    "ProvincialInputs",
    "Reform",
    "Run",
    "Transition",
    "Uncertainty",
    "build",
    "bundle",
    "china_2020",
    "structures",
]
