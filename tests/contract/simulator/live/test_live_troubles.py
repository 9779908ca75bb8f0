"""The troubles of live calls and subscriptions that the control API makes on request."""

from __future__ import annotations

import json

import pytest

from simulator.events.listed_addresses import SPELLINGS
from simulator.live.unusual_events import KINDS
from simulator.testing import SimulatorClient
from tests.contract.simulator.events.subscriptions import PATH, subscribe
from tests.contract.simulator.webhook_endpoint import WebhookEndpoint


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_listing_spells_our_address_as_asked(
    client: SimulatorClient, endpoint: WebhookEndpoint, spelling: str
) -> None:
    subscribe(client, endpoint)
    client.control("options", {"listed_address": spelling})
    (record,) = client.get(PATH).json()["records"]
    listed = record["deliveryMode"].get("address")
    assert (listed is None) == (spelling == "absent")
    assert (listed == endpoint.url) == (spelling in ("as_created", "with_port", "upper_host"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_unusual_event_is_delivered(
    client: SimulatorClient, endpoint: WebhookEndpoint, kind: str
) -> None:
    subscribe(client, endpoint)
    client.control("live/unusual-events", {"kind": kind})
    endpoint.wait_for_posts(1)
    (event,) = endpoint.events
    assert len(json.dumps(event)) < 256 * 1024
    assert event["body"]["telephonySessionId"] == f"s-unusual-{kind}"
    own = f"/account/{client.account.id}/" in event["event"]
    assert own == (kind != "other_account")


def test_a_common_area_phone_can_be_on_a_call(client: SimulatorClient) -> None:
    phone = client.control("live/phones", {"name": "Lobby"})
    call = client.control("live/calls", {"extension_id": phone["extension_id"]})
    assert call["extension_ids"] == [phone["extension_id"]]
    assert phone["type"] == "Limited"
