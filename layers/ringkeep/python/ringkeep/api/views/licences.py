"""Licences as the API reads and shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import example
from ringkeep.domain.access.licence_counts import LicenceCounts
from ringkeep.domain.access.users import Licence
from ringkeep.domain.model import Model

Ceiling = Annotated[int, Field(ge=0, le=1_000_000)]


class LicenceView(Model):
    """`used` counts active users. `ceiling` is null if there is none."""

    licence: Licence
    used: int
    ceiling: int | None


class LicenceList(Model):
    """`version` grows with each licence that is given or taken, too."""

    model_config = example(
        {
            "items": [
                {"licence": "call_recording", "used": 41, "ceiling": 50},
                {"licence": "evaluation", "used": 12, "ceiling": None},
            ],
            "version": 57,
        }
    )
    items: tuple[LicenceView, ...]
    version: int


class CeilingsBody(Body):
    """A licence that is left out keeps its ceiling; null removes it. A ceiling below what is in use takes
    nothing away."""

    model_config = example({"ceilings": {"call_recording": 60, "evaluation": None}})
    ceilings: Mapping[Licence, Ceiling | None]


def licence_list(counts: LicenceCounts) -> LicenceList:
    items = (
        LicenceView(licence=each, used=counts.used.get(each, 0), ceiling=counts.ceilings.get(each))
        for each in Licence
    )
    return LicenceList(items=tuple(items), version=counts.version)
