"""Webhook subscriptions to RingCentral's events. Source: RingCentral's API reference, subscriptions.

RingCentral shows a subscription only to the user who created it, so every user's are listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from ringkeep.domain.events.subscriptions import Subscription, parse_subscription
from ringkeep.domain.json import JsonObject, nested, text_of
from ringkeep.domain.limits.state import LIGHT, MEDIUM
from ringkeep.errors import (
    EndlessPaging,
    InvalidAnswer,
    LoginFailed,
    NotFound,
    PermissionMissing,
    TokenRefused,
)
from ringkeep.ringcentral.client import RingCentralClient, path_segment
from ringkeep.ringcentral.http.requester import Operation
from ringkeep.ringcentral.models import Records, records_of

LIST: Final = Operation("subscription-list", LIGHT)
CREATE: Final = Operation("subscription-create", MEDIUM)
UPDATE: Final = Operation("subscription-update", MEDIUM)
DELETE: Final = Operation("subscription-delete", MEDIUM)
_PATH: Final = "/restapi/v1.0/subscription"
_PAGE_LIMIT: Final = 100


class WebhookSubscriptions:
    """The Subscriptions port. It renews by update, because RingCentral's renew request accepts no
    lifetime and sets the default of a week."""

    def __init__(self, client: RingCentralClient) -> None:
        self._users = client.each_user()

    def list(self, deadline: float) -> Sequence[Subscription]:
        """Skips users who cannot log in or lack the permission. Raises an error if all are skipped."""
        found: list[Subscription] = []
        refusals: list[LoginFailed | PermissionMissing | TokenRefused] = []
        for owner, client in self._users.items():
            try:
                found += _listed(client, owner, deadline)
            except (LoginFailed, PermissionMissing, TokenRefused) as refusal:
                refusals.append(refusal)
        if len(refusals) == len(self._users):
            raise refusals[0]
        return found

    def create(
        self, address: str, token: str, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        """Creates the subscription as the first user who has the permission."""
        body: JsonObject = {
            "eventFilters": list(filters),
            "deliveryMode": {
                "transportType": "WebHook",
                "address": address,
                "verificationToken": token,
            },
            "expiresIn": lifetime,
        }
        refusals: list[LoginFailed | PermissionMissing | TokenRefused] = []
        for owner, client in self._users.items():
            try:
                return _parsed(client.send(CREATE, "POST", _PATH, deadline, body), owner)
            except (LoginFailed, PermissionMissing, TokenRefused) as refusal:
                refusals.append(refusal)
        raise refusals[0]

    def update(
        self, subscription: Subscription, filters: Sequence[str], lifetime: int, deadline: float
    ) -> Subscription:
        body: JsonObject = {"eventFilters": list(filters), "expiresIn": lifetime}
        client = self._users[subscription.owner]
        values = client.send(UPDATE, "PUT", _path_of(subscription), deadline, body)
        return _parsed(values, subscription.owner)

    def delete(self, subscription: Subscription, deadline: float) -> None:
        client = self._users[subscription.owner]
        try:
            client.send(DELETE, "DELETE", _path_of(subscription), deadline)
        except NotFound:
            return


def _listed(client: RingCentralClient, owner: str, deadline: float) -> Sequence[Subscription]:
    """Raises EndlessPaging if the list has too many pages, or a page leads to an earlier one."""
    found: list[Subscription] = []
    address, asked = _PATH, set[str]()
    while len(asked) < _PAGE_LIMIT and address not in asked:
        asked.add(address)
        values = client.get(LIST, address, deadline)
        found += _readable(records_of(values), owner)
        address = text_of(nested(values, "navigation", "nextPage", "uri"))
        if not address:
            return found
    raise EndlessPaging("the list of subscriptions does not end")


def _readable(records: Records, owner: str) -> Iterator[Subscription]:
    """Skips records without an id: they can be neither updated nor deleted."""
    for record in records:
        with suppress(ValueError):
            yield parse_subscription(record, owner)


def _parsed(values: JsonObject, owner: str) -> Subscription:
    try:
        return parse_subscription(values, owner)
    except ValueError as problem:
        raise InvalidAnswer("RingCentral returned a subscription without an id") from problem


def _path_of(subscription: Subscription) -> str:
    return f"{_PATH}/{path_segment(subscription.id)}"
