"""Student's t distribution: how far a mean of few values may be from the true one.

    t_quantile(4)        2.776: with 95 percent confidence, within 2.776 standard errors

The values up to 30 degrees of freedom are the table that every textbook has. Above, Fisher's expansion of t
around the normal distribution is exact to more than four digits.
"""

from __future__ import annotations

from typing import Final

_NORMAL: Final = 1.959963984540054
"""Of the normal distribution: 97.5 percent lie below."""
_TABLE: Final = (
    *(12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281),
    *(2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860),
    *(2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423),
)


def t_quantile(degrees: float) -> float:
    """Returns the half width of a two-sided 95 percent interval, in standard errors. A broken number of
    degrees of freedom, which is at least 1, is rounded down, so that an interval is never too narrow."""
    whole = int(degrees)
    if whole <= len(_TABLE):
        return _TABLE[whole - 1]
    z = _NORMAL
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / whole + second / whole**2 + third / whole**3
