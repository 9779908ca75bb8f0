"""When a worker logs in, and what the other workers do meanwhile."""

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
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, refusal
from tests.unit.ringcentral.http.connections import connection, password_connection


def get(setup: ClientSetup, at: Connection | None = None) -> str:
    """Gets the token as a worker that has just started."""
    source = TokenSource(setup.store, setup.limiter, setup.clock, setup.transport)
    return source.get(at or setup.connection, setup.user).value.get_secret_value()


def lease(setup: ClientSetup, seconds: float) -> None:
    key = token_key(setup.connection, setup.user)
    record = setup.store.load(key)
    setup.store.save(key, leased(record, "another", setup.clock.now() + seconds))


def test_first_worker_logs_in_by_jwt() -> None:
    setup = ClientSetup()
    token = setup.tokens.get(setup.connection, setup.user)
    assert token.value.get_secret_value() == "token-1"
    assert token.expires_at == setup.clock.now() + 3600
    assert "ReadCallLog" in token.scopes
    assert (token.owner_id, token.generation, token.user) == ("900001", 1, setup.user)
    assert setup.server.forms[0]["grant_type"] == JWT_GRANT


def test_valid_token_is_shared() -> None:
    setup = ClientSetup()
    assert [get(setup) for _ in range(5)] == ["token-1"] * 5
    assert len(setup.server.forms) == 1


def test_worker_caches_its_token() -> None:
    setup = ClientSetup()
    setup.tokens.get(setup.connection, setup.user)
    setup.store.records.clear()
    assert setup.tokens.get(setup.connection, setup.user).generation == 1


def test_one_worker_renews_an_expiring_token_while_the_others_use_it() -> None:
    setup = ClientSetup()
    get(setup)
    setup.clock.advance(0.85 * 3600)
    lease(setup, 60)
    assert get(setup) == "token-1"
    setup.clock.advance(61)
    assert get(setup) == "token-2"
    assert get(setup) == "token-2"


def test_failed_renewal_leaves_the_old_token_in_use() -> None:
    setup = ClientSetup()
    get(setup)
    setup.clock.advance(0.85 * 3600)
    setup.server.logins = [refusal(400, "OAU-140"), refusal(503)]
    assert [get(setup), get(setup)] == ["token-1", "token-1"]
    assert len(setup.server.forms) == 2


def test_expired_token_is_replaced() -> None:
    setup = ClientSetup()
    get(setup)
    setup.clock.advance(3590)
    assert get(setup) == "token-2"


def test_short_lived_token_is_used_until_shortly_before_it_expires() -> None:
    setup = ClientSetup()
    setup.server.expires_in = 10
    get(setup)
    setup.clock.advance(7)
    assert get(setup) == "token-1"
    setup.clock.advance(2.6)
    assert get(setup) == "token-2"


@pytest.mark.parametrize("lifetime", [None, "3600", 0, -5, "soon", True, 1e400])
def test_lifetime_of_a_token_is_read_leniently(lifetime: object) -> None:
    setup = ClientSetup()
    setup.server.grant = {"expires_in": lifetime if lifetime != 1e400 else "1e400"}  # type: ignore[dict-item]
    token = setup.tokens.get(setup.connection, setup.user)
    assert token.expires_at - setup.clock.now() == (3600 if lifetime == "3600" else 600)


@pytest.mark.parametrize("token", [None, "", 5, "line\nbreak", "tökén"])
def test_response_without_a_valid_token_is_an_invalid_answer(token: object) -> None:
    setup = ClientSetup()
    setup.server.grant = {"access_token": token}  # type: ignore[dict-item]
    with pytest.raises(InvalidAnswer):
        get(setup)
    with pytest.raises(Unavailable):
        get(setup)
    assert len(setup.server.forms) == 1


def test_rejected_token_is_replaced_by_another_token_of_the_table() -> None:
    setup = ClientSetup()
    old = setup.tokens.get(setup.connection, setup.user)
    setup.clock.advance(3590)
    get(setup)
    assert setup.tokens.replace(setup.connection, setup.user, old).generation == 2
    assert len(setup.server.forms) == 2


def test_rejected_token_of_the_table_is_replaced_by_a_login() -> None:
    setup = ClientSetup()
    old = setup.tokens.get(setup.connection, setup.user)
    assert setup.tokens.replace(setup.connection, setup.user, old).generation == 2
    assert setup.tokens.get(setup.connection, setup.user).generation == 2


def test_worker_waits_for_another_login_until_its_patience_ends() -> None:
    setup = ClientSetup()
    lease(setup, 10_000)
    began = setup.clock.now()
    with pytest.raises(Unavailable):
        get(setup)
    assert 75 <= setup.clock.now() - began <= 77
    assert setup.server.forms == []


def test_lease_of_a_stopped_worker_expires() -> None:
    setup = ClientSetup()
    lease(setup, 20)
    assert get(setup) == "token-1"


def test_pause_doubles_with_each_failed_login() -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(400, "OAU-140") for _ in range(3)]
    for pause in (60, 120, 240):
        for _ in range(4):
            with pytest.raises(LoginFailed) as caught:
                get(setup)
            assert caught.value.code == "OAU-140"
        setup.clock.advance(pause + 0.1)
    assert len(setup.server.forms) == 3
    assert get(setup) == "token-4"


def test_changed_credentials_are_used_at_once() -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(401, "OAU-153")]
    with pytest.raises(LoginFailed):
        get(setup)
    assert get(setup, connection(key="corrected")) == "token-2"


def test_outage_pauses_logins_for_the_time_of_retry_after() -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(503, headers={"Retry-After": "15"})]
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            get(setup)
        assert caught.value.retry_after == 15
    setup.clock.advance(15.1)
    assert get(setup) == "token-2"


@pytest.mark.parametrize("text", ["0", "-1", "Wed, 18 Nov 2020 11:07:20 GMT", "1", "nan"])
def test_the_pause_after_an_outage_grows_whatever_retry_after_says(text: str) -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(503, headers={"Retry-After": text}) for _ in range(9)]
    pauses = []
    for _ in range(9):
        with pytest.raises(Unavailable):
            get(setup)
        failure = setup.store.load(token_key(setup.connection, setup.user)).failure
        assert failure is not None
        pauses.append(round(failure.until - setup.clock.now()))
        setup.clock.advance(pauses[-1] + 1)
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600]
    assert len(setup.server.forms) == 9


def test_failed_connection_is_an_outage() -> None:
    setup = ClientSetup()
    setup.server.logins = [httpx.ConnectError("refused")]
    with pytest.raises(Unavailable):
        get(setup)
    setup.clock.advance(11)
    assert get(setup) == "token-2"


def test_throttled_login_closes_logins_for_the_app() -> None:
    setup = ClientSetup()
    setup.server.logins = [
        refusal(429, headers={"Retry-After": "40", "X-Rate-Limit-Group": "auth"})
    ]
    with pytest.raises(RateLimited):
        get(setup)
    other = connection("900002")
    began = setup.clock.now()
    source = TokenSource(setup.store, setup.limiter, setup.clock, setup.transport)
    source.get(other, other.user_labels[0])
    assert setup.clock.now() - began >= 40


def test_logins_never_exceed_five_a_minute() -> None:
    setup = ClientSetup()
    token = setup.tokens.get(setup.connection, setup.user)
    for _ in range(12):
        token = setup.tokens.replace(setup.connection, setup.user, token)
    times = [at for at, _, group in setup.limiter.admitted if group == AUTH]
    assert len(times) == 13
    assert all(later - first >= 60 for first, later in zip(times, times[5:], strict=False))


def test_login_without_a_slot_releases_the_lease() -> None:
    setup = ClientSetup()
    setup.limiter.close(setup.connection, "", AUTH, setup.clock.now() + 600)
    with pytest.raises(NoSlot):
        get(setup)
    assert setup.store.load(token_key(setup.connection, setup.user)).lease_owner == ""


def test_login_ignores_stored_failures_and_valid_tokens() -> None:
    setup = ClientSetup()
    setup.server.logins = [refusal(400, "OAU-140")]
    with pytest.raises(LoginFailed):
        get(setup)
    assert setup.tokens.login(setup.connection, setup.user).generation == 1
    assert setup.tokens.login(setup.connection, setup.user).generation == 2


def test_unknown_user_is_a_configuration_error() -> None:
    setup = ClientSetup()
    with pytest.raises(ConfigurationError):
        setup.tokens.get(setup.connection, "user-unknown")


class TestPasswords:
    def password_setup(self) -> ClientSetup:
        setup = ClientSetup(connection=password_connection())
        setup.server.grant = {"refresh_token": "refresh-1", "refresh_token_expires_in": 604800}
        return setup

    def test_password_login_sends_the_documented_form(self) -> None:
        setup = self.password_setup()
        get(setup)
        assert setup.server.forms[0] == {
            "grant_type": "password",
            "username": "+12125550100",
            "extension": "101",
            "password": "user-password",
        }

    def test_refresh_token_is_used_instead_of_the_password(self) -> None:
        setup = self.password_setup()
        get(setup)
        setup.clock.advance(3590)
        get(setup)
        assert setup.server.forms[1] == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
        }

    def test_used_refresh_token_falls_back_to_the_password(self) -> None:
        setup = self.password_setup()
        get(setup)
        setup.clock.advance(3590)
        setup.server.logins = [refusal(400, "OAU-210")]
        assert get(setup) == "token-3"
        assert [form["grant_type"] for form in setup.server.forms[1:]] == [
            "refresh_token",
            "password",
        ]

    def test_expired_refresh_token_is_not_used(self) -> None:
        setup = self.password_setup()
        get(setup)
        setup.clock.advance(700_000)
        get(setup)
        assert setup.server.forms[1]["grant_type"] == "password"


def test_jwt_logs_in_again_because_a_refresh_invalidates_the_token_in_use() -> None:
    setup = ClientSetup()
    setup.server.grant = {"refresh_token": "refresh-1", "refresh_token_expires_in": 604800}
    get(setup)
    setup.clock.advance(3000)
    assert get(setup) == "token-2"
    assert setup.server.forms[1]["grant_type"] == JWT_GRANT
