"""Services as the API reads and shows them: never their credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import example, moment
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.accounts.time_zones import zone_name
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model

_SERVICE: Final[JsonObject] = {
    "name": "main",
    "account_id": "809646016",
    "connected": True,
    "server_url": "https://platform.ringcentral.com",
    "licensing": "everyone",
    "time_zone": "America/New_York",
    "retention_days": 90,
    "backfill_days": 90,
    "minimum_duration_seconds": 0,
    "added_at": "2026-11-26T08:00:00Z",
    "version": 3,
}


class ServiceView(Model):
    """`account_id` is the RingCentral account of the latest login; `connected` is false before the first
    one. Days are days in the time zone: the one that was set, or the one that RingCentral reports for the
    account. It is empty for UTC."""

    model_config = example(_SERVICE)
    name: str
    account_id: str | None
    connected: bool
    server_url: str
    licensing: Licensing
    time_zone: str
    retention_days: int
    backfill_days: int
    minimum_duration_seconds: int
    added_at: datetime
    version: int


class ServiceList(Model):
    model_config = example({"items": [_SERVICE], "next": None})
    items: tuple[ServiceView, ...]
    next: None = None


class ServiceChangesBody(Body):
    """`everyone`: all recordings are imported. `users`: those in which someone with the licence
    call_recording took part."""

    model_config = example({"licensing": "users"})
    licensing: Licensing


def service_view(service: Service, account_id: str | None) -> ServiceView:
    policy = service.policy
    return ServiceView(
        name=service.name,
        account_id=account_id,
        connected=account_id is not None,
        server_url=service.server_url,
        licensing=policy.licensing,
        time_zone=zone_name(service),
        retention_days=policy.retention_days,
        backfill_days=policy.backfill_days,
        minimum_duration_seconds=policy.minimum_duration_seconds,
        added_at=moment(service.added_at),
        version=service.version,
    )
