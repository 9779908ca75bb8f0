"""The keys of the webhook's addresses, as the receiver caches them."""

from __future__ import annotations

import pytest

from ringkeep.domain.events.webhook_keys import KEY_READ_INTERVAL, WebhookKeys, write_keyring
from ringkeep.errors import StorageFailed
from ringkeep.webhook.keys import CACHE_SECONDS
from tests.unit.webhook.webhook_client import KEY, TOKEN, WebhookClient

EVENT = '{"event": "x"}'
NEXT = "next-key-of-the-service-main"


def rotating(webhook: WebhookClient) -> None:
    webhook.keys = write_keyring({"main": WebhookKeys(KEY, NEXT, webhook.now)})


def accepts(webhook: WebhookClient, key: str) -> bool:
    return webhook.status(EVENT, key=key, verification_token=TOKEN) == 200


def test_both_keys_of_a_rotation_are_valid() -> None:
    webhook = WebhookClient()
    rotating(webhook)
    assert accepts(webhook, KEY)
    assert accepts(webhook, NEXT)


def test_a_new_key_is_known_when_ringcentral_tests_its_address() -> None:
    """The handshake follows the creation of the key within seconds."""
    webhook = WebhookClient()
    assert accepts(webhook, KEY)
    webhook.now += 200
    rotating(webhook)
    webhook.now += KEY_READ_INTERVAL
    assert webhook.status(key=NEXT, Validation_Token="abc") == 200


def test_a_new_key_is_known_during_a_flood_too() -> None:
    webhook = WebhookClient()
    rotating(webhook)
    for number in range(1000):
        webhook.status(EVENT, key=f"guess-{number}")
        webhook.now += 0.01
    assert webhook.status(key=NEXT, Validation_Token="abc") == 200
    assert webhook.key_reads <= 1 + 10 / KEY_READ_INTERVAL


def test_a_key_that_has_ended_is_refused_within_minutes() -> None:
    webhook = WebhookClient()
    assert accepts(webhook, KEY)
    webhook.keys = write_keyring({"main": WebhookKeys(NEXT)})
    webhook.now += CACHE_SECONDS + 1
    assert not accepts(webhook, KEY)
    assert accepts(webhook, NEXT)


def test_a_key_is_valid_for_its_own_service_only() -> None:
    webhook = WebhookClient()
    webhook.keys = write_keyring({"main": WebhookKeys(KEY), "other": WebhookKeys(NEXT)})
    assert accepts(webhook, KEY)
    assert not accepts(webhook, NEXT)


@pytest.mark.parametrize("service", ["main", "other"])
def test_the_old_address_is_valid_only_until_keys_are_stored(service: str) -> None:
    webhook = WebhookClient(old_key="old-key")
    webhook.secrets["other"] = TOKEN
    webhook.keys = ""

    def status() -> object:
        return webhook.status(EVENT, service=service, key="old-key", verification_token=TOKEN)

    assert status() == 200
    webhook.keys = write_keyring({"main": WebhookKeys(KEY)})
    webhook.now += CACHE_SECONDS + 1
    assert status() == 404


def test_an_old_key_that_is_still_in_use_is_valid_beside_the_new_one() -> None:
    webhook = WebhookClient(old_key="old-key")
    webhook.keys = write_keyring({"main": WebhookKeys("old-key", NEXT)})
    assert accepts(webhook, "old-key")
    assert accepts(webhook, NEXT)


def test_without_an_old_key_no_address_is_valid_before_keys_are_stored() -> None:
    webhook = WebhookClient()
    webhook.keys = ""
    assert not accepts(webhook, "")
    assert not accepts(webhook, KEY)


def test_known_keys_stay_valid_while_secrets_cannot_be_read() -> None:
    webhook = WebhookClient()
    assert accepts(webhook, KEY)
    webhook.secrets_failure = StorageFailed("down")
    webhook.now += CACHE_SECONDS + 1
    assert accepts(webhook, KEY)
    assert not accepts(webhook, "guess")


@pytest.mark.parametrize("text", ["{", "[]", '{"services": []}', '{"services": {"main": {}}}'])
def test_a_damaged_document_gives_a_503_and_is_not_quoted(text: str, logged: list[str]) -> None:
    webhook = WebhookClient()
    webhook.keys = text
    assert webhook.status(EVENT, verification_token=TOKEN) == 503
    assert len(logged) == 1
    assert KEY not in logged[0]
