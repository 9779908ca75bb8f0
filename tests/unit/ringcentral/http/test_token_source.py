"""Who logs in when, and what the others do meanwhile."""

from __future__ import annotations

import httpx
import pytest

from ringkeep.domain.accounts.services import Connection
from ringkeep.domain.accounts.tokens import leased, token_key
from ringkeep.domain.limits.state import AUTH
from ringkeep.errors import (
    ConfigurationError,
    InvalidAnswer,
    LoginFailed,
    NoSlot,
    RateLimited,
    Unavailable,
)
from ringkeep.ringcentral.http.grants import JWT_GRANT
from ringkeep.ringcentral.http.tokens import TokenSource
from tests.unit.ringcentral.http.connections import connection, password_connection
from tests.unit.ringcentral.server import World, refusal


def get(world: World, at: Connection | None = None) -> str:
    """As a worker that has just woken up."""
    source = TokenSource(world.store, world.limiter, world.clock, world.transport)
    return source.get(at or world.connection, world.user).value.get_secret_value()


def lease(world: World, seconds: float) -> None:
    key = token_key(world.connection, world.user)
    record = world.store.load(key)
    world.store.save(key, leased(record, "another", world.clock.now() + seconds))


def test_the_first_worker_logs_in_by_jwt() -> None:
    world = World()
    token = world.tokens.get(world.connection, world.user)
    assert token.value.get_secret_value() == "token-1"
    assert token.expires_at == world.clock.now() + 3600
    assert "ReadCallLog" in token.scopes
    assert (token.owner_id, token.generation, token.user) == ("900001", 1, world.user)
    assert world.server.forms[0]["grant_type"] == JWT_GRANT


def test_a_living_token_is_shared() -> None:
    world = World()
    assert [get(world) for _ in range(5)] == ["token-1"] * 5
    assert len(world.server.forms) == 1


def test_a_worker_remembers_its_token() -> None:
    world = World()
    world.tokens.get(world.connection, world.user)
    world.store.records.clear()
    assert world.tokens.get(world.connection, world.user).generation == 1


def test_near_its_end_a_token_is_renewed_by_one_while_the_others_use_it() -> None:
    world = World()
    get(world)
    world.clock.advance(0.85 * 3600)
    lease(world, 60)
    assert get(world) == "token-1"
    world.clock.advance(61)
    assert get(world) == "token-2"
    assert get(world) == "token-2"


def test_a_renewal_that_fails_leaves_the_old_token_in_use() -> None:
    world = World()
    get(world)
    world.clock.advance(0.85 * 3600)
    world.server.logins = [refusal(400, "OAU-140"), refusal(503)]
    assert [get(world), get(world)] == ["token-1", "token-1"]
    assert len(world.server.forms) == 2


def test_a_dead_token_is_replaced() -> None:
    world = World()
    get(world)
    world.clock.advance(3590)
    assert get(world) == "token-2"


def test_a_short_lived_token_is_used_nearly_to_its_end() -> None:
    world = World()
    world.server.expires_in = 10
    get(world)
    world.clock.advance(7)
    assert get(world) == "token-1"
    world.clock.advance(2.6)
    assert get(world) == "token-2"


@pytest.mark.parametrize("life", [None, "3600", 0, -5, "soon", True, 1e400])
def test_the_life_of_a_token_is_read_leniently(life: object) -> None:
    world = World()
    world.server.grant = {"expires_in": life if life != 1e400 else "1e400"}  # type: ignore[dict-item]
    token = world.tokens.get(world.connection, world.user)
    assert token.expires_at - world.clock.now() == (3600 if life == "3600" else 600)


@pytest.mark.parametrize("token", [None, "", 5, "line\nbreak", "tökén"])
def test_an_answer_without_a_usable_token_is_no_login(token: object) -> None:
    world = World()
    world.server.grant = {"access_token": token}  # type: ignore[dict-item]
    with pytest.raises(InvalidAnswer):
        get(world)
    with pytest.raises(Unavailable):
        get(world)
    assert len(world.server.forms) == 1


def test_after_a_rejection_the_tables_other_token_is_used() -> None:
    world = World()
    old = world.tokens.get(world.connection, world.user)
    world.clock.advance(3590)
    get(world)
    assert world.tokens.rejected(world.connection, world.user, old).generation == 2
    assert len(world.server.forms) == 2


def test_after_a_rejection_of_the_tables_token_one_logs_in() -> None:
    world = World()
    old = world.tokens.get(world.connection, world.user)
    assert world.tokens.rejected(world.connection, world.user, old).generation == 2
    assert world.tokens.get(world.connection, world.user).generation == 2


def test_a_worker_waits_for_anothers_login_and_gives_up_in_the_end() -> None:
    world = World()
    lease(world, 10_000)
    began = world.clock.now()
    with pytest.raises(Unavailable):
        get(world)
    assert 75 <= world.clock.now() - began <= 77
    assert world.server.forms == []


def test_the_lease_of_a_dead_worker_runs_out() -> None:
    world = World()
    lease(world, 20)
    assert get(world) == "token-1"


def test_a_failed_login_is_remembered_and_grows() -> None:
    world = World()
    world.server.logins = [refusal(400, "OAU-140") for _ in range(3)]
    for pause in (60, 120, 240):
        for _ in range(4):
            with pytest.raises(LoginFailed) as caught:
                get(world)
            assert caught.value.code == "OAU-140"
        world.clock.advance(pause + 0.1)
    assert len(world.server.forms) == 3
    assert get(world) == "token-4"


def test_changed_credentials_are_tried_at_once() -> None:
    world = World()
    world.server.logins = [refusal(401, "OAU-153")]
    with pytest.raises(LoginFailed):
        get(world)
    assert get(world, connection(key="corrected")) == "token-2"


def test_an_outage_is_remembered_for_as_long_as_the_server_says() -> None:
    world = World()
    world.server.logins = [refusal(503, headers={"Retry-After": "15"})]
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            get(world)
        assert caught.value.retry_after == 15
    world.clock.advance(15.1)
    assert get(world) == "token-2"


def test_a_broken_connection_is_an_outage() -> None:
    world = World()
    world.server.logins = [httpx.ConnectError("refused")]
    with pytest.raises(Unavailable):
        get(world)
    world.clock.advance(11)
    assert get(world) == "token-2"


def test_a_throttled_login_closes_logins_for_the_app() -> None:
    world = World()
    world.server.logins = [
        refusal(429, headers={"Retry-After": "40", "X-Rate-Limit-Group": "auth"})
    ]
    with pytest.raises(RateLimited):
        get(world)
    other = connection("900002")
    began = world.clock.now()
    source = TokenSource(world.store, world.limiter, world.clock, world.transport)
    source.get(other, other.user_labels[0])
    assert world.clock.now() - began >= 40


def test_logins_never_exceed_five_a_minute() -> None:
    world = World()
    token = world.tokens.get(world.connection, world.user)
    for _ in range(12):
        token = world.tokens.rejected(world.connection, world.user, token)
    times = [at for at, _, group in world.limiter.admitted if group == AUTH]
    assert len(times) == 13
    assert all(later - first >= 60 for first, later in zip(times, times[5:], strict=False))


def test_no_login_is_begun_that_cannot_have_its_turn() -> None:
    world = World()
    world.limiter.close(world.connection, "", AUTH, world.clock.now() + 600)
    with pytest.raises(NoSlot):
        get(world)
    assert world.store.load(token_key(world.connection, world.user)).lease_owner == ""


def test_a_persons_test_logs_in_anew_whatever_is_remembered() -> None:
    world = World()
    world.server.logins = [refusal(400, "OAU-140")]
    with pytest.raises(LoginFailed):
        get(world)
    assert world.tokens.login(world.connection, world.user).generation == 1
    assert world.tokens.login(world.connection, world.user).generation == 2


def test_a_user_that_is_not_there_is_a_wrong_configuration() -> None:
    world = World()
    with pytest.raises(ConfigurationError):
        world.tokens.get(world.connection, "user-unknown")


class TestPasswords:
    def world(self) -> World:
        world = World(connection=password_connection())
        world.server.grant = {"refresh_token": "refresh-1", "refresh_token_expires_in": 604800}
        return world

    def test_a_password_is_sent_as_the_guides_describe(self) -> None:
        world = self.world()
        get(world)
        assert world.server.forms[0] == {
            "grant_type": "password",
            "username": "+12125550100",
            "extension": "101",
            "password": "user-password",
        }

    def test_a_refresh_token_spares_the_password(self) -> None:
        world = self.world()
        get(world)
        world.clock.advance(3590)
        get(world)
        assert world.server.forms[1] == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
        }

    def test_a_refresh_token_that_is_used_up_falls_back_to_the_password(self) -> None:
        world = self.world()
        get(world)
        world.clock.advance(3590)
        world.server.logins = [refusal(400, "OAU-210")]
        assert get(world) == "token-3"
        assert [form["grant_type"] for form in world.server.forms[1:]] == [
            "refresh_token",
            "password",
        ]

    def test_an_old_refresh_token_is_not_tried(self) -> None:
        world = self.world()
        get(world)
        world.clock.advance(700_000)
        get(world)
        assert world.server.forms[1]["grant_type"] == "password"


def test_a_jwt_logs_in_again_because_a_refresh_kills_the_token_in_use() -> None:
    world = World()
    world.server.grant = {"refresh_token": "refresh-1", "refresh_token_expires_in": 604800}
    get(world)
    world.clock.advance(3000)
    assert get(world) == "token-2"
    assert world.server.forms[1]["grant_type"] == JWT_GRANT
