"""Models of the events that schedules, state machines and queues send to the functions."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ConfigDict, Field

from ringkeep.domain.model import Model
from ringkeep.domain.recordings.imports import ImportRequest
from ringkeep.domain.recordings.lifecycle import DiscoverySource


class ServicesRequest(Model):
    """A request for one service, or for all of them."""

    model_config = ConfigDict(extra="ignore")

    service: str | None = None


class PollRequest(ServicesRequest):
    source: DiscoverySource = "poll"


class WorkerFailed(Model):
    """A failed import worker: its request and the name of the error."""

    model_config = ConfigDict(extra="ignore")

    request: ImportRequest
    error: str = "unknown"


class _Attribute(Model):
    model_config = ConfigDict(extra="ignore")

    stringValue: str = ""  # noqa: N815 # the name in SQS events


class QueuedEvent(Model):
    """One message of the queue of live events. `body` is the event as RingCentral sent it."""

    model_config = ConfigDict(extra="ignore")

    message_id: str = Field(alias="messageId")
    body: str
    attributes: Mapping[str, _Attribute] = Field(alias="messageAttributes", default={})

    @property
    def service(self) -> str:
        return self._attribute("service")

    @property
    def received_at(self) -> float:
        """Seconds since the epoch; 0 if it is missing."""
        try:
            return float(self._attribute("received_at") or 0)
        except ValueError:
            return 0.0

    def _attribute(self, name: str) -> str:
        attribute = self.attributes.get(name)
        return attribute.stringValue if attribute else ""


class EventBatch(Model):
    """The messages of one SQS delivery."""

    model_config = ConfigDict(extra="ignore")

    records: tuple[QueuedEvent, ...] = Field(alias="Records")
