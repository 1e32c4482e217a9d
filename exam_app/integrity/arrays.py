"""Names for the arrays that this package passes around, and the two marks of a missing answer."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

BLANK: Final = -1
"""The item was put to the person, who left it unanswered."""
ABSENT: Final = -2
"""The item was not on the person's paper."""
