"""Ends the subscriptions of a service that is removed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ringkeep.errors import RingkeepError
from ringkeep.usecases.subscription_ports import Subscriptions
from ringkeep.usecases.subscription_troubles import plain_words


class Forgotten(BaseModel):
    """How many were deleted. `problem` tells why some may be left, without address and token."""

    model_config = ConfigDict(frozen=True)

    removed: int = 0
    problem: str = ""


def delete_all(subscriptions: Subscriptions, address: str, deadline: float) -> Forgotten:
    """Deletes those at exactly this address, until one fails."""
    removed = 0
    try:
        for each in subscriptions.list(deadline):
            if each.address == address:
                subscriptions.delete(each, deadline)
                removed += 1
    except RingkeepError as problem:
        return Forgotten(removed=removed, problem=plain_words(problem))
    return Forgotten(removed=removed)
