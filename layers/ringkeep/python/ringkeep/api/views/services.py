"""Services as the API reads and shows them: never their credentials."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Final, Self

from pydantic import StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from ringkeep.api.bodies import Body
from ringkeep.api.views.common import example, moment
from ringkeep.api.views.users import Licences, ProfileRef
from ringkeep.domain.access.keep_in_step import KeepInStep
from ringkeep.domain.access.users import Licence
from ringkeep.domain.accounts.services import Licensing, Service
from ringkeep.domain.accounts.time_zones import zone_name
from ringkeep.domain.json import JsonObject
from ringkeep.domain.model import Model

_KEEP_IN_STEP: Final[JsonObject] = {
    "security_profile": "agent",
    "licences": ["call_recording"],
    "site": None,
    "invite": False,
}
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
    "keep_in_step": _KEEP_IN_STEP,
    "added_at": "2026-11-26T08:00:00Z",
    "version": 3,
}


class KeepInStepView(Model):
    """`security_profile` is the id of the profile that the new users get. `site` is the id of the site whose
    extensions become users, null for all sites."""

    security_profile: str
    licences: tuple[Licence, ...]
    site: str | None
    invite: bool


class ServiceView(Model):
    """`account_id` is the RingCentral account of the latest login; `connected` is false before the first
    one. Days are days in the time zone: the one that was set, or the one that RingCentral reports for the
    account. It is empty for UTC. `keep_in_step`: each new extension of the type User becomes a user with
    this; null if extensions become users only by hand."""

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
    keep_in_step: KeepInStepView | None
    added_at: datetime
    version: int


class ServiceList(Model):
    model_config = example({"items": [_SERVICE], "next": None})
    items: tuple[ServiceView, ...]
    next: None = None


class KeepInStepBody(Body):
    """`security_profile` is the id or the name of one. `site` is the id of a site, null for all sites.
    `invite`: the new users get an e-mail with a temporary password."""

    nullable: ClassVar = frozenset({"site"})
    security_profile: ProfileRef
    licences: Licences = frozenset()
    site: Annotated[str, StringConstraints(max_length=200)] | None = None
    invite: bool = False

    @property
    def setting(self) -> KeepInStep:
        return KeepInStep(
            security_profile=self.security_profile,
            licences=self.licences,
            site=self.site or "",
            invite=self.invite,
        )


class ServiceChangesBody(Body):
    """Fields that are left out stay as they are.

    `licensing`: with `everyone` all recordings are imported, with `users` those in which someone with the
    licence call_recording took part. `keep_in_step`: each new extension of the type User becomes a user with
    this, and with null only those that someone adds. It needs the right users.manage as well."""

    model_config = example({"licensing": "users"})
    nullable: ClassVar = frozenset({"keep_in_step"})
    licensing: Licensing | SkipJsonSchema[None] = None
    keep_in_step: KeepInStepBody | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("give licensing or keep_in_step")
        return self


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
        keep_in_step=_keep_in_step(policy.keep_in_step),
        added_at=moment(service.added_at),
        version=service.version,
    )


def _keep_in_step(setting: KeepInStep | None) -> KeepInStepView | None:
    if setting is None:
        return None
    return KeepInStepView(
        security_profile=setting.security_profile,
        licences=tuple(sorted(setting.licences)),
        site=setting.site or None,
        invite=setting.invite,
    )
