"""Types that the signatures of the package share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Blocks = dict[str, Array]  # the numbers of a part, by block
Slots = dict[str, Any]  # what a part shows beside numbers: words, colours, ticks, visibility
State = list[tuple[Blocks, Slots]]  # one pair a part
At = tuple[int, ...]  # the position of each control, as an index
Elements = dict[tuple[str, ...], int | None]  # how many elements a part takes of which tags; None: one or more
