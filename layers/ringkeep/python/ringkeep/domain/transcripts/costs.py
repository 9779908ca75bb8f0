"""What a transcription costs. Amounts are whole millionths of a currency unit, so that sums are exact.

cost_of(61.2, Prices()).text        "0.0248 USD"
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Final

from pydantic import Field

from ringkeep.domain.model import Model

MICROS: Final = 1_000_000
Price = Annotated[Decimal, Field(ge=0, le=1000, max_digits=12, decimal_places=9)]
"""Of one second, in the currency."""
Micros = Annotated[int, Field(ge=0)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Prices(Model):
    """What the service asks for a second of audio, from AWS's price list of the region. It bills at least
    `minimum_seconds` of each job, and redaction in addition."""

    per_second: Price = Decimal("0.0004")
    redaction_per_second: Price = Decimal("0.00004")
    minimum_seconds: Annotated[int, Field(ge=0, le=3600)] = 15
    currency: Currency = "USD"


class Cost(Model):
    micros: Micros
    currency: Currency

    @property
    def amount(self) -> str:
        """The amount with four decimal places, rounded up: `0.0248`."""
        exact = Decimal(self.micros) / MICROS
        return str(exact.quantize(Decimal("0.0001"), rounding=ROUND_CEILING))

    @property
    def text(self) -> str:
        return f"{self.amount} {self.currency}"


def cost_of(seconds: float, prices: Prices, *, redacted: bool = False) -> Cost:
    """Returns the cost of one job for audio of this length. Each started second is billed."""
    billed = max(math.ceil(seconds), prices.minimum_seconds)
    price = prices.per_second + (prices.redaction_per_second if redacted else Decimal())
    micros = (billed * price * MICROS).to_integral_value(ROUND_CEILING)
    return Cost(micros=int(micros), currency=prices.currency)


def total(costs: Iterable[Cost], prices: Prices) -> Cost:
    """Returns the cost of several jobs together."""
    return Cost(micros=sum(each.micros for each in costs), currency=prices.currency)
