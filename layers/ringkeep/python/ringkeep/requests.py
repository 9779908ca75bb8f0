"""What the schedules and state machines send to the functions, validated."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ringkeep.domain.imports import ImportRequest
from ringkeep.domain.lifecycle import Net


class ServicesRequest(BaseModel):
    """For all services, or for the one that is named."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    service: str | None = None


class PollRequest(ServicesRequest):
    net: Net = "poll"


class WorkerFailed(BaseModel):
    """An execution whose worker died: what it was asked, and the name of the error."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request: ImportRequest
    error: str = "unknown"
