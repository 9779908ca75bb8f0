"""Each open page receives what its person sees today, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.sight import CurrentSight, Sight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.live.sockets import SocketConnection
from ringkeep.usecases.live.push_live import (
    LiveChanges,
    PushResult,
    message_for,
)
from tests.fakes.access.principals import (
    AGENT,
    MANAGER,
    SUPERVISOR,
    TODAY,
    extension,
    holding,
    someone,
)
from tests.fakes.live.sockets import FakePage, realtime_row
from tests.unit.usecases.live.sockets_setup import (
    A_MINUTE_AGO,
    SocketsSetup,
    change,
    pushed_extensions,
)


@pytest.fixture
def setup() -> SocketsSetup:
    return SocketsSetup()


def test_a_manager_receives_the_changes_of_their_people_alone(setup: SocketsSetup) -> None:
    setup.page.rows = FakePage.of(*(realtime_row(each) for each in ("101", "102", "103"))).rows
    setup.open("c-1", MANAGER)
    setup.pusher.push([change("101"), change("103"), change("102")])
    assert pushed_extensions(setup, "c-1") == ["101", "102"]
    assert "103" not in setup.sockets.sent["c-1"][0]


def test_people_who_see_the_same_share_a_message(
    setup: SocketsSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: list[CurrentSight] = []

    def counted(sight: CurrentSight, changes: LiveChanges) -> str:
        composed.append(sight)
        return message_for(sight, changes)

    monkeypatch.setattr("ringkeep.usecases.live.push_live.message_for", counted)
    for number in range(20):
        setup.open(f"s-{number}", someone(f"s{number}", SUPERVISOR.profile))
        setup.open(f"a-{number}", someone(f"a{number}", AGENT.profile, extension("101")))
    assert setup.pusher.push([change("101")]).messages == 40
    assert len(composed) == 2


def test_an_extension_of_yesterday_is_not_pushed_today(setup: SocketsSetup) -> None:
    until_yesterday = UserAssignment(extension("101"), Period(last_day=TODAY - timedelta(days=1)))
    setup.open("c-1", holding(AGENT, until_yesterday, UserAssignment(extension("102"), Period())))
    setup.pusher.push([change("101"), change("102")])
    assert pushed_extensions(setup, "c-1") == ["102"]


def test_a_page_that_was_open_over_midnight_gets_nothing_of_yesterdays_extension(
    setup: SocketsSetup,
) -> None:
    setup.open("c-1", holding(AGENT, UserAssignment(extension("101"), Period(last_day=TODAY))))
    setup.today.day = TODAY + timedelta(days=1)
    assert setup.pusher.push([change("101")]) == PushResult(sockets=1, closed=1)
    assert setup.sockets.sent == {}


def test_the_socket_of_version_0_1_0_is_closed(setup: SocketsSetup) -> None:
    setup.table.put_connection(SocketConnection(id="c-0", connected_at=A_MINUTE_AGO))
    assert setup.pusher.push([change("101")]) == PushResult(sockets=1, closed=1)
    assert setup.principals.asked == []


_OWNERS = st.builds(Owner, st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("123"))
_DAYS = st.none() | st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=2))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    first, last = draw(_DAYS), draw(_DAYS)
    if first and last and last < first:
        first, last = last, first
    return Period(first_day=first, last_day=last)


@given(st.lists(_OWNERS, max_size=6), st.lists(st.builds(UserAssignment, _OWNERS, periods())))
def test_no_message_contains_a_row_that_its_person_does_not_see(
    changed: list[Owner], held: list[UserAssignment]
) -> None:
    users = tuple(
        realtime_row(each.extension_id, each.service, account_id=each.account_id)
        for each in changed
    )
    changes = LiveChanges("2026-11-23T08:00:00+00:00", FakePage().services(), users, tuple(changed))
    sight = Sight.of_holders({"f" * 32: held})
    text = message_for(sight.now(lambda _: TODAY), changes)
    message = json.loads(text) if text else {"users": [], "removed": []}
    for rows in (message["users"], message["removed"]):
        shown = {Owner(each["service"], each["account_id"], each["extension_id"]) for each in rows}
        assert shown == {each for each in changed if sight.sees(each, TODAY)}
