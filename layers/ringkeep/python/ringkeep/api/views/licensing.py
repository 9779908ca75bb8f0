"""The preview of a switch, offers and their jobs as the API reads and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from pydantic import Field

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import USER_ID, example, moment
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model
from ringkeep.domain.recordings.licence_offers import SwitchPreview
from ringkeep.domain.recordings.offer_jobs import OfferCount, OfferJob, OfferJobState

JOB_ID: Final = "1c2d3e4f5a6b4c7d8e9f0a1b2c3d4e5f"
_JOB: Final[JsonObject] = {
    "id": JOB_ID,
    "state": "running",
    "done": 120,
    "total": 340,
    "user_id": USER_ID,
    "service": None,
    "since": "2026-11-01T00:00:00Z",
    "created_at": "2026-11-26T08:00:00Z",
    "changed_at": "2026-11-26T08:01:00Z",
}


class LicensingPreview(Model):
    """What a switch changes: extensions, and recorded calls a day on average of the last `days`. `in` is
    imported from then on, `out` is no longer imported."""

    model_config = example(
        {
            "extensions_in": 0,
            "extensions_out": 35,
            "calls_a_day_in": 0.0,
            "calls_a_day_out": 212.4,
            "days": 7.0,
        }
    )
    extensions_in: int
    extensions_out: int
    calls_a_day_in: float
    calls_a_day_out: float
    days: float


class OfferView(Model):
    """How many recordings the user's licence brings back: those of calls since then that were excluded
    only because no licensed user took part. If it is not `complete`, there may be more."""

    model_config = example({"recordings": 340, "since": "2026-11-01T00:00:00Z", "complete": True})
    recordings: int
    since: datetime
    complete: bool


class OfferBody(Body):
    """`since` is a day, such as 2026-11-01, or a time. RingCentral keeps a recording for about 90 days."""

    model_config = example({"since": "2026-11-01"})
    since: Annotated[str, Field(min_length=1, max_length=40)]


class OfferJobView(Model):
    """`done` counts the recordings that are imported now, `total` those that were found. `cancelled`: the
    licence is gone, or the service is licensed by user again. Either `user_id` or `service` is given."""

    model_config = example(_JOB)
    id: str
    state: OfferJobState
    done: int
    total: int
    user_id: str | None
    service: str | None
    since: datetime
    created_at: datetime
    changed_at: datetime


def preview_view(preview: SwitchPreview) -> LicensingPreview:
    return LicensingPreview(
        extensions_in=preview.taken_in.extensions,
        extensions_out=preview.taken_out.extensions,
        calls_a_day_in=preview.taken_in.calls_a_day,
        calls_a_day_out=preview.taken_out.calls_a_day,
        days=preview.days,
    )


def offer_view(offer: OfferCount, since: float) -> OfferView:
    return OfferView(recordings=offer.recordings, since=moment(since), complete=offer.complete)


def job_view(job: OfferJob) -> OfferJobView:
    return OfferJobView(
        id=job.id,
        state=job.state,
        done=job.done,
        total=job.total,
        user_id=job.user_id or None,
        service=job.service or None,
        since=moment(job.since),
        created_at=moment(job.created_at),
        changed_at=moment(job.changed_at),
    )
