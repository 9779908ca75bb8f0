"""Models of the events of API Gateway's sockets and of the live table's stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import ConfigDict, Field

from ringkeep.domain.model import Model
from ringkeep.usecases.live.push_live import Change


class _Event(Model):
    # An event may hold a ticket or a caller's number, so an error must not quote it.
    model_config = ConfigDict(extra="ignore")


class SocketContext(_Event):
    connection_id: str = Field(alias="connectionId")
    event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"] = Field(alias="eventType")


class SocketEvent(_Event):
    """One event of a socket. The event that opens it has the ticket in `query`."""

    context: SocketContext = Field(alias="requestContext")
    query: Mapping[str, str] | None = Field(alias="queryStringParameters", default=None, repr=False)
    body: str | None = Field(default=None, repr=False)

    @property
    def ticket(self) -> str:
        return (self.query or {}).get("ticket", "")


class _Text(_Event):
    text: str = Field(alias="S", default="")


class _Keys(_Event):
    pk: _Text
    sk: _Text


class _Image(_Event):
    keys: _Keys = Field(alias="Keys")


class _StreamRecord(_Event):
    dynamodb: _Image


class StreamBatch(_Event):
    """A batch of changes from the live table's stream."""

    records: tuple[_StreamRecord, ...] = Field(alias="Records")

    def changes(self) -> Iterator[Change]:
        """Yields the users whose state changed. Other rows of the table do not describe a user."""
        for record in self.records:
            kind, *account = record.dynamodb.keys.pk.text.split("#", 2)
            sort = record.dynamodb.keys.sk.text
            if (kind, len(account)) == ("live", 2) and sort.startswith("user#"):
                service, account_id = account
                extension_id = sort.removeprefix("user#")
                yield Change(service=service, account_id=account_id, extension_id=extension_id)
