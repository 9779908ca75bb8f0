"""How many examples the property tests try.

`make test` tries some, new ones in each run. `EXAMPLES=10 make test` tries ten times the number that a test
names.
"""

from __future__ import annotations

import os
from typing import Final

_SHARE: Final = float(os.environ.get("EXAMPLES", "0.4"))
_FEWEST: Final = 10


def examples(count: int) -> int:
    return max(_FEWEST, round(count * _SHARE))
