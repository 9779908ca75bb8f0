"""What API Gateway's sockets and the live table's stream hand to the functions, validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ringkeep.usecases.live.push_live import Change


class _Event(BaseModel):
    # An event may hold a ticket or a caller, so an error must not quote it.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class SocketContext(_Event):
    connection_id: str = Field(alias="connectionId")
    event_type: Literal["CONNECT", "MESSAGE", "DISCONNECT"] = Field(alias="eventType")


class SocketEvent(_Event):
    """One event of a socket. `query` holds the ticket when it is opened."""

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
    """Changes of the live table, as its stream reports them."""

    records: tuple[_StreamRecord, ...] = Field(alias="Records")

    def changes(self) -> Iterator[Change]:
        """Users whose state changed; other rows of the table describe no user."""
        for record in self.records:
            kind, *account = record.dynamodb.keys.pk.text.split("#", 2)
            sort = record.dynamodb.keys.sk.text
            if (kind, len(account)) == ("live", 2) and sort.startswith("user#"):
                service, account_id = account
                extension_id = sort.removeprefix("user#")
                yield Change(service=service, account_id=account_id, extension_id=extension_id)
