"""Verification tokens are read seldom, whatever strangers ask."""

from __future__ import annotations

from ringkeep.errors import StorageFailed
from ringkeep.webhook.tokens import KEPT_SECONDS, MOST_STRANGERS
from tests.unit.webhook.world import TOKEN, World

EVENT = '{"event": "x"}'


def flood(world: World, names: int = 1000) -> None:
    for number in range(names):
        world.status(EVENT, service=f"name-{number}", verification_token="guess")


def good(world: World) -> bool:
    return world.status(EVENT, verification_token=TOKEN) == 200


def test_a_token_is_read_once_for_many_events() -> None:
    world = World()
    assert all(good(world) for _ in range(20))
    assert world.reads == ["main"]


def test_a_changed_token_works_within_half_a_minute() -> None:
    world = World()
    world.status(EVENT, verification_token=TOKEN)
    world.secrets["main"] = "new"
    assert world.status(EVENT, verification_token="new") == 401
    world.now += 31
    assert world.status(EVENT, verification_token="new") == 200
    assert world.status(EVENT, verification_token=TOKEN) == 401


def test_strangers_cannot_make_it_read_secrets_again_and_again() -> None:
    world = World()
    for number in range(1000):
        world.status(EVENT, verification_token="guess")
        world.status(EVENT, service=f"name-{number}", verification_token="guess")
    assert world.reads.count("main") == 1
    assert len(world.reads) <= 1 + MOST_STRANGERS


def test_a_flood_of_names_does_not_put_a_known_service_out() -> None:
    world = World()
    world.status(EVENT, verification_token=TOKEN)
    flood(world)
    assert good(world)


def test_not_even_when_its_token_has_to_be_read_again_during_the_flood() -> None:
    world = World()
    assert good(world)
    flood(world)
    world.now += KEPT_SECONDS + 1
    flood(world)
    assert good(world)


def test_reads_go_on_bounded_for_as_long_as_the_flood_lasts() -> None:
    world = World()
    for _ in range(10):
        flood(world, 200)
        world.now += 31
    assert len(world.reads) <= 10 * 2 * MOST_STRANGERS


def test_a_service_that_was_added_a_moment_ago_is_believed_within_half_a_minute() -> None:
    world = World()
    del world.secrets["main"]
    assert not good(world)
    world.secrets["main"] = TOKEN
    world.now += 31
    assert good(world)


def test_a_removed_service_is_believed_for_five_minutes_at_most() -> None:
    world = World()
    assert good(world)
    del world.secrets["main"]
    world.now += KEPT_SECONDS + 1
    assert not good(world)


def test_a_known_token_stays_good_while_secrets_cannot_be_read() -> None:
    world = World()
    assert good(world)
    world.down = StorageFailed("down")
    world.now += KEPT_SECONDS + 1
    assert good(world)
    assert world.status(EVENT, verification_token="wrong") == 401


def test_an_unknown_token_is_not_refused_for_good_while_secrets_cannot_be_read() -> None:
    """RingCentral may deliver again what was not refused."""
    world = World()
    world.down = StorageFailed("down")
    assert world.status(EVENT, verification_token=TOKEN) == 503
    world.down = None
    assert good(world)
