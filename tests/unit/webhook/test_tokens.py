"""The number of reads of verification tokens is limited for any sequence of posts."""

from __future__ import annotations

import pytest

from ringkeep.errors import StorageFailed
from ringkeep.webhook.tokens import CACHE_SECONDS, MAXIMUM_UNKNOWN_NAMES, CachedTokens
from tests.unit.webhook.webhook_client import KEY, TOKEN, WebhookClient

EVENT = '{"event": "x"}'


def flood(webhook: WebhookClient, names: int = 1000) -> None:
    for number in range(names):
        webhook.status(EVENT, service=f"name-{number}", verification_token="guess")


def is_accepted(webhook: WebhookClient) -> bool:
    return webhook.status(EVENT, verification_token=TOKEN) == 200


def test_token_is_read_once_for_many_events() -> None:
    webhook = WebhookClient()
    assert all(is_accepted(webhook) for _ in range(20))
    assert webhook.reads == ["main"]


def test_changed_token_works_within_half_a_minute() -> None:
    webhook = WebhookClient()
    webhook.status(EVENT, verification_token=TOKEN)
    webhook.secrets["main"] = "new"
    assert webhook.status(EVENT, verification_token="new") == 401
    webhook.now += 31
    assert webhook.status(EVENT, verification_token="new") == 200
    assert webhook.status(EVENT, verification_token=TOKEN) == 401


def test_wrong_tokens_and_unknown_names_do_not_repeat_reads() -> None:
    webhook = WebhookClient()
    for number in range(1000):
        webhook.status(EVENT, verification_token="guess")
        webhook.status(EVENT, service=f"name-{number}", verification_token="guess")
    assert webhook.reads == ["main"]
    assert webhook.key_reads == 1


@pytest.mark.parametrize("names", [64, 1000])
def test_made_up_names_do_not_delay_a_service_whose_first_event_follows(names: int) -> None:
    """With 64 remembered names, a true delivery was answered 401 for minutes."""
    webhook = WebhookClient()
    flood(webhook, names)
    assert is_accepted(webhook)


@pytest.mark.parametrize("names", [64, 1000])
def test_made_up_names_at_old_addresses_do_not_delay_a_service_either(names: int) -> None:
    """Until an updated stack has stored its keys, no list of the services exists."""
    webhook = WebhookClient(old_key=KEY)
    webhook.keys = ""
    flood(webhook, names)
    assert is_accepted(webhook)
    flood(webhook, names)
    assert is_accepted(webhook)
    assert webhook.reads.count("main") == 1


def test_names_without_a_token_take_a_bounded_room() -> None:
    reads: list[str] = []

    def read(name: str) -> str:
        reads.append(name)
        return TOKEN if name == "main" else ""

    tokens = CachedTokens(read, lambda: 0.0)
    tokens.token("main")
    for number in range(10 * MAXIMUM_UNKNOWN_NAMES):
        tokens.token(f"name-{number}")
    assert len(tokens._unknown) <= MAXIMUM_UNKNOWN_NAMES
    assert (tokens.token("main"), reads.count("main")) == (TOKEN, 1)


def test_flood_of_unknown_names_does_not_evict_a_service() -> None:
    webhook = WebhookClient()
    webhook.status(EVENT, verification_token=TOKEN)
    flood(webhook)
    assert is_accepted(webhook)


def test_flood_does_not_evict_a_service_whose_token_is_read_again() -> None:
    webhook = WebhookClient()
    assert is_accepted(webhook)
    flood(webhook)
    webhook.now += CACHE_SECONDS + 1
    flood(webhook)
    assert is_accepted(webhook)


def test_reads_stay_limited_during_a_long_flood() -> None:
    webhook = WebhookClient()
    for _ in range(10):
        flood(webhook, 200)
        webhook.now += 31
    assert webhook.reads == []
    assert webhook.key_reads <= 10


def test_new_service_is_accepted_within_half_a_minute() -> None:
    webhook = WebhookClient()
    del webhook.secrets["main"]
    assert not is_accepted(webhook)
    webhook.secrets["main"] = TOKEN
    webhook.now += 31
    assert is_accepted(webhook)


def test_removed_service_is_accepted_for_at_most_five_minutes() -> None:
    webhook = WebhookClient()
    assert is_accepted(webhook)
    del webhook.secrets["main"]
    webhook.now += CACHE_SECONDS + 1
    assert not is_accepted(webhook)


def test_cached_token_stays_valid_while_secrets_cannot_be_read() -> None:
    webhook = WebhookClient()
    assert is_accepted(webhook)
    webhook.secrets_failure = StorageFailed("down")
    webhook.now += CACHE_SECONDS + 1
    assert is_accepted(webhook)
    assert webhook.status(EVENT, verification_token="wrong") == 401


def test_unread_token_gives_a_503_while_secrets_cannot_be_read() -> None:
    """RingCentral may deliver the event again if it was not refused."""
    webhook = WebhookClient()
    webhook.secrets_failure = StorageFailed("down")
    assert webhook.status(EVENT, verification_token=TOKEN) == 503
    webhook.secrets_failure = None
    assert is_accepted(webhook)
