"""A service gets its token and its key together, and loses both together."""

from __future__ import annotations

from ringkeep.usecases.events.service_webhooks import ServiceWebhooks
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from tests.fakes.accounts.services import MemoryServiceDirectory
from tests.fakes.clock import FakeClock
from tests.fakes.events.webhook_keys import MemoryKeyStore
from tests.fakes.events.webhook_tokens import MemoryTokens
from tests.fakes.leases import MemoryLeases


def test_token_and_key_are_created_and_deleted_together() -> None:
    clock, tokens = FakeClock(), MemoryTokens()
    keys = WebhookKeyring(MemoryKeyStore(), MemoryLeases(clock), clock)
    webhooks = ServiceWebhooks(tokens, keys, MemoryServiceDirectory())
    assert webhooks.token("main") == tokens.tokens["main"]
    key = keys.of("main")
    webhooks.token("main")
    assert keys.of("main") == key
    webhooks.delete("main")
    assert (keys.all(), tokens.tokens) == ({}, {})
