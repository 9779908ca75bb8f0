"""What fills the places of a skeleton: made from a seed, and written as it is spoken."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

COMPANY: Final = "Harbor Supplies"
_FIRST: Final = (
    *("Amara", "Bruno", "Celia", "David", "Elena", "Frank", "Greta", "Hugo", "Iris", "Jonas"),
    *("Karen", "Leo", "Martha", "Nathan", "Olivia", "Paul", "Quinn", "Rosa", "Simon", "Teresa"),
)
_LAST: Final = (
    *("Albrecht", "Baker", "Castell", "Dunmore", "Ericson", "Falkner", "Green", "Hartwell"),
    *("Irving", "Jackson", "Keller", "Lambert", "Mitchell", "Norton", "Parker", "Robinson"),
)
_PRODUCTS: Final = (
    *("coffee machine", "desk lamp", "electric bike", "office chair", "tablet computer"),
    *("vacuum cleaner", "washing machine", "digital camera", "garden table", "headset"),
    *("microwave oven", "air conditioner", "laser printer", "sewing machine", "water filter"),
)
_CITIES: Final = (
    *("Boston", "Denver", "Chicago", "Houston", "Portland", "Seattle", "Atlanta", "Phoenix"),
    *("Dallas", "Memphis", "Detroit", "Orlando"),
)
_STREETS: Final = (
    *("Maple Street", "River Road", "Church Street", "Park Avenue", "Station Road", "Mill Lane"),
    *("Hill Street", "Garden Avenue"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS: Final = ("January", "March", "April", "June", "July", "August", "September", "October")
_TIMES: Final = (
    *("nine o'clock", "ten o'clock", "eleven o'clock", "two o'clock", "three o'clock"),
    *("four o'clock", "half past five", "six o'clock"),
)
_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FEW: Final = ("three", "four", "five", "seven", "eight", "ten", "twelve", "fourteen")


def filling(chance: random.Random, agent: str) -> Mapping[str, str]:
    """Returns a value for each place. `agent` is the name of the agent."""
    first, *_ = agent.split()
    customer, other = (_name(chance) for _ in range(2))
    pairs = {
        "product": chance.sample(_PRODUCTS, 2),
        "day": chance.sample(_DAYS, 2),
        "time": chance.sample(_TIMES, 2),
        "amount": [_amount(chance, hundreds) for hundreds in (False, True)],
    }
    twice = {f"{name}{tail}": pairs[name][place] for name in pairs for place, tail in _BOTH}
    return {
        **twice,
        "company": COMPANY,
        "agent": first,
        "customer": customer,
        "first": customer.split()[0],
        "last": customer.split()[-1],
        "customer2": other,
        "last2": other.split()[-1],
        "city": chance.choice(_CITIES),
        "street": f"{chance.choice(_TENS)} {chance.choice(_DIGITS[1:])} {chance.choice(_STREETS)}",
        "month": chance.choice(_MONTHS),
        "days": chance.choice(_FEW),
        "order": " ".join(chance.choice(_DIGITS) for _ in range(5)),
    }


_BOTH: Final = ((0, ""), (1, "2"))


def _name(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"


def _amount(chance: random.Random, hundreds: bool) -> str:
    small = f"{chance.choice(_TENS)} {chance.choice(_DIGITS[1:])} dollars"
    return f"{chance.choice(_DIGITS[1:])} hundred {small}" if hundreds else small
