"""Types that the signatures of the library share."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Levers = Mapping[str, Any]  # a lever of the lab: one number, or one number a province
Numbers = Any  # one or more numbers as a caller writes them, a locked Array once a model is built
