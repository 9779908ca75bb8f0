"""A Retry-After that means nothing, and a server that restarts its penalty with each request."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest

from ringkeep.domain.limits.slots import Lane
from ringkeep.domain.limits.state import AUTH, HEAVY
from ringkeep.errors import NoSlot, RateLimited, RingkeepError, Unavailable
from ringkeep.ringcentral.call_log import CallLogQuery
from ringkeep.ringcentral.http.tokens import TokenSource
from tests.unit.ringcentral.fake_ringcentral import ClientSetup, heavy, ok, refusal

NO_WAIT: list[dict[str, str]] = [
    {"Retry-After": "0"},
    {"Retry-After": "-1"},
    {"Retry-After": "Wed, 18 Nov 2020 11:07:20 GMT"},
    {
        "X-Rate-Limit-Group": "heavy",
        "X-Rate-Limit-Limit": "10",
        "X-Rate-Limit-Remaining": "9",
        "X-Rate-Limit-Window": "60",
        "Retry-After": "0",
    },
    {},
    {"Retry-After": "nan"},
    {"Retry-After": "inf"},
    {"Retry-After": "-1e400"},
    {"Retry-After": "soon"},
    {"Retry-After": "Mon, 99 Foo 20200 99:99:99"},
    {"Retry-After": "Wed, 18 Nov 0001 00:00:00 +2359"},
    {"X-Rate-Limit-Group": "heavy", "X-Rate-Limit-Window": "-60"},
    {"X-Rate-Limit-Group": "heavy", "X-Rate-Limit-Window": "1", "Retry-After": "1"},
]


def page(setup: ClientSetup, patience: float) -> None:
    deadline = setup.clock.now() + patience
    setup.client.call_log_page(CallLogQuery(date_from=0, date_to=1), deadline)


@pytest.mark.parametrize("headers", NO_WAIT)
def test_no_request_follows_a_429_within_the_window(headers: Mapping[str, str]) -> None:
    setup = ClientSetup()
    setup.server.answers = [refusal(429, "CMN-301", headers), ok({"records": []}, heavy())]
    with pytest.raises(RateLimited) as caught:
        page(setup, 300)
    assert caught.value.retry_after >= 60
    with pytest.raises(NoSlot):
        page(setup, 65.9)
    setup.clock.advance(65.9)
    page(setup, 3)
    assert len(setup.server.requests) == 2


def test_an_enormous_wait_is_bounded() -> None:
    setup = ClientSetup()
    setup.server.answers = [
        refusal(429, "CMN-301", {**heavy(), "Retry-After": "1" + "0" * 400})
    ] * 2
    with pytest.raises(RateLimited) as caught:
        page(setup, 300)
    assert caught.value.retry_after <= 3601


@pytest.mark.parametrize("headers", NO_WAIT)
def test_a_server_that_restarts_its_penalty_with_each_request_gets_no_endless_requests(
    headers: Mapping[str, str],
) -> None:
    """The penalty lasts ten minutes. Twenty workers try for six hours."""
    setup = ClientSetup()
    open_at, refused = setup.clock.now() + 600, [0]

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal open_at
        if setup.clock.now() >= open_at:
            return ok({"records": []}, heavy())
        refused[0] += 1
        open_at = setup.clock.now() + 600
        return refusal(429, "CMN-301", headers)

    setup.server.answers = [answer] * 1000
    end, succeeded = setup.clock.now() + 6 * 3600, 0
    while setup.clock.now() < end and succeeded < 30:
        try:
            page(setup, 120)
            succeeded += 1
        except RingkeepError:
            setup.clock.advance(20)
    assert (refused[0] <= 6, succeeded) == (True, 30)


def test_the_wait_grows_with_each_429_and_a_success_resets_it() -> None:
    setup = ClientSetup()
    limited = refusal(429, "CMN-301", {**heavy(), "Retry-After": "0"})
    success = ok({"records": []}, heavy())
    setup.server.answers = [limited, limited, limited, success, limited]
    waits: list[float] = []
    for _ in range(5):
        try:
            page(setup, 1000)
        except RateLimited as problem:
            waits.append(round(problem.retry_after))
    assert waits == [66, 126, 246, 66]


def test_a_429_at_a_login_closes_logins_for_growing_times() -> None:
    setup = ClientSetup()
    limited = refusal(429, "CMN-301", {"Retry-After": "0"})
    setup.server.logins = [limited, limited, limited]
    waits: list[float] = []
    for _ in range(3):
        source = TokenSource(setup.store, setup.limiter, setup.clock, setup.transport)
        with pytest.raises(RateLimited) as caught:
            source.get(setup.connection, setup.user)
        waits.append(round(caught.value.retry_after))
        assert setup.limiter.reserve(setup.connection, AUTH, {Lane.FRESH: 1}, 59) == []
        setup.clock.advance(caught.value.retry_after)
    assert waits == [66, 126, 246]


@pytest.mark.parametrize("text", ["0", "-1", "Wed, 18 Nov 2020 11:07:20 GMT", "nan", ""])
def test_an_outage_that_asks_for_no_wait_leaves_it_to_our_own_delays(text: str) -> None:
    setup = ClientSetup()
    setup.server.answers = [refusal(503, headers={"Retry-After": text})]
    with pytest.raises(Unavailable) as caught:
        page(setup, 300)
    assert caught.value.retry_after is None


def test_a_request_that_times_out_counts_as_sent_when_it_failed() -> None:
    setup = ClientSetup()
    began = setup.clock.now()

    def slow(_request: httpx.Request) -> httpx.Response:
        setup.clock.advance(30)
        raise httpx.ReadTimeout("no response")

    setup.server.answers = [slow]
    with pytest.raises(Unavailable):
        page(setup, 300)
    (state,) = (state for key, state in setup.limiter.states.items() if key.group == HEAVY)
    assert state.sent == (began + 29.6,)
