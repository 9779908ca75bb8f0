"""The keys of the webhook's addresses: created once, rotated with two valid ones, then ended."""

from __future__ import annotations

import pytest

from ringkeep.domain.events.webhook_keys import KNOWN_AFTER, WebhookKeys, write_keyring
from ringkeep.errors import Busy, ServiceNotFound, StoredDataInvalid
from ringkeep.usecases.events.webhook_keys import WebhookKeyring
from tests.fakes.clock import FakeClock
from tests.fakes.events.webhook_keys import MemoryKeyStore
from tests.fakes.leases import MemoryLeases

OLD = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"


class KeySetup:
    def __init__(self, old_key: str = "") -> None:
        self.clock = FakeClock()
        self.store = MemoryKeyStore()
        self.leases = MemoryLeases(self.clock)
        self.keyring = WebhookKeyring(self.store, self.leases, self.clock, old_key)

    @property
    def main(self) -> WebhookKeys:
        return self.keyring.of("main")


def test_each_service_gets_a_random_key_of_its_own_once() -> None:
    setup = KeySetup()
    setup.keyring.ensure(["main", "other"])
    keys = setup.keyring.all()
    assert len(keys["main"].current) >= 43
    assert keys["main"] != keys["other"]
    setup.keyring.ensure(["main", "other"])
    assert (setup.keyring.all(), setup.store.writes) == (keys, 1)


def test_a_later_service_gets_a_key_and_the_others_keep_theirs() -> None:
    setup = KeySetup()
    setup.keyring.ensure(["main"])
    before = setup.main
    setup.keyring.ensure(["main", "other"])
    assert setup.main == before
    assert setup.keyring.of("other").next == ""


def test_a_stack_without_services_stores_an_empty_document() -> None:
    """From then on the receiver refuses the old address."""
    setup = KeySetup(OLD)
    setup.keyring.ensure([])
    assert setup.store.writes == 1
    setup.keyring.ensure(["main"])
    assert OLD not in setup.main.valid


def test_an_updated_stack_keeps_the_old_key_until_the_new_address_is_confirmed() -> None:
    setup = KeySetup(OLD)
    setup.keyring.ensure(["main"])
    assert setup.main.current == OLD
    key = setup.keyring.subscribe_with("main")
    assert key not in ("", OLD)
    assert setup.keyring.confirm("main", key)
    assert setup.main.valid == (key,)


def test_a_rotation_is_used_when_every_receiver_knows_the_new_key() -> None:
    setup = KeySetup()
    setup.keyring.ensure(["main"])
    old = setup.main.current
    assert setup.keyring.rotate("main")
    new = setup.main.next
    assert set(setup.main.valid) == {old, new}
    assert setup.keyring.subscribe_with("main") == old
    setup.clock.advance(KNOWN_AFTER)
    assert setup.keyring.subscribe_with("main") == new


def test_the_old_key_ends_only_with_the_subscription_at_the_new_address() -> None:
    setup = KeySetup()
    setup.keyring.ensure(["main"])
    setup.keyring.rotate("main")
    old, new = setup.main.valid
    assert not setup.keyring.confirm("main", old)
    assert list(setup.main.valid) == [old, new]
    assert setup.keyring.confirm("main", new)
    assert list(setup.main.valid) == [new]
    assert not setup.keyring.confirm("main", new)


def test_a_second_rotation_waits_for_the_first() -> None:
    """Replacing the pending key would end an address that RingCentral may have by now."""
    setup = KeySetup()
    setup.keyring.ensure(["main"])
    setup.keyring.rotate("main")
    before = setup.main
    assert not setup.keyring.rotate("main")
    assert setup.main == before


def test_an_added_service_has_its_key_at_once() -> None:
    setup = KeySetup()
    setup.keyring.add("main", [])
    key = setup.main.current
    setup.keyring.add("main", [])
    assert setup.main.valid == (key,)


def test_adding_a_service_to_an_updated_stack_keeps_the_old_addresses_of_the_others() -> None:
    setup = KeySetup(OLD)
    setup.keyring.add("new", ["main"])
    assert setup.store.text == ""
    setup.keyring.ensure(["main", "new"])
    assert setup.main.current == OLD


def test_the_keys_of_a_removed_service_end() -> None:
    setup = KeySetup()
    setup.keyring.ensure(["main", "other"])
    setup.keyring.forget("main")
    setup.keyring.forget("main")
    assert set(setup.keyring.all()) == {"other"}


def test_an_unknown_service_has_no_key() -> None:
    setup = KeySetup()
    for change in (setup.keyring.of, setup.keyring.rotate, setup.keyring.subscribe_with):
        with pytest.raises(ServiceNotFound):
            change("main")


def test_two_writers_do_not_overwrite_each_other() -> None:
    setup = KeySetup()
    with setup.leases.hold("webhook_keys", 30), pytest.raises(Busy):
        setup.keyring.ensure(["main"])
    assert setup.store.text == ""


def test_a_damaged_document_is_not_replaced_and_not_quoted() -> None:
    setup = KeySetup()
    setup.store.text = '{"services": {"main": "5ecret"}}'
    with pytest.raises(StoredDataInvalid) as raised:
        setup.keyring.ensure(["main"])
    assert "5ecret" not in str(raised.value)
    assert setup.store.writes == 0


def test_no_key_is_in_a_text_for_people() -> None:
    keys = WebhookKeys("5ecret-1", "5ecret-2", 5.0)
    assert "5ecret" not in repr(keys)
    setup = KeySetup("5ecret-3")
    assert "5ecret" not in repr(setup.keyring)
    setup.store.text = write_keyring({"main": keys})
    assert setup.main == keys
