"""What stays of an erased recording as evidence: who had it erased, when and why."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import StringConstraints

from ringkeep.domain.model import Model

LONGEST_REASON: Final = 500

ErasureReason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON)
]


class Erasure(Model):
    """`at` is in seconds since the epoch: when it began. `by` is the AWS principal or the user."""

    at: float
    by: str = ""
    reason: str
