"""What is done about a service's subscriptions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.events.subscriptions import (
    ASK_AGAIN,
    EXPIRING,
    FILTERS,
    LIFETIME,
    Action,
    Reason,
    Subscription,
    SubscriptionDecision,
    SubscriptionState,
    Wanted,
    decide,
    missing_permissions,
    parse_subscription,
    read_filter,
)
from ringkeep.domain.json import JsonObject

NOW = 1_795_000_000.0
DAY = 86400.0
ADDRESS = "https://hooks.example.com/webhooks/ringcentral/main/key"
WANTED = Wanted(ADDRESS, "mark")
TELEPHONY, PRESENCE, EXTENSIONS = FILTERS
SAMPLE = Path("../shared/ringcentral/samples/doc_subscription_list_blacklisted.json")


def subscription(**changes: object) -> Subscription:
    """One of ours, as RingCentral lists it."""
    good = Subscription(
        id="s1",
        address=ADDRESS,
        status="Active",
        filters=tuple(each.replace("~", "700001") for each in FILTERS),
        created_at=NOW,
        expires_at=NOW + LIFETIME,
    )
    return good.model_copy(update=changes)


def memory(**changes: object) -> SubscriptionState:
    made = SubscriptionState(subscription_id="s1", token_mark="mark", made_at=NOW, asked_at=NOW)
    return made.model_copy(update=changes)


def decided(
    *listed: Subscription, at: float = NOW, known: SubscriptionState | None = None
) -> SubscriptionDecision:
    return decide(listed, WANTED, known or memory(), at)


def answer(
    *listed: Subscription, at: float = NOW, known: SubscriptionState | None = None
) -> tuple[str, str]:
    decision = decided(*listed, at=at, known=known)
    return decision.action.value, decision.reason.value


def test_a_good_subscription_is_kept() -> None:
    assert answer(subscription()) == ("kept", "")


def test_none_at_all_is_made() -> None:
    assert answer() == ("made", "missing")


def test_others_subscriptions_are_nothing_to_us() -> None:
    foreign = subscription(id="x", address=ADDRESS + "x", status="Blacklisted")
    assert decided(foreign) == SubscriptionDecision(Action.MAKE, Reason.MISSING)
    assert decided(foreign, subscription()).own == (subscription(),)


def test_our_subscription_at_a_former_address_is_left_to_expire() -> None:
    moved = subscription(address="https://old.example.com/webhooks/ringcentral/main/key")
    assert decided(moved) == SubscriptionDecision(Action.MAKE, Reason.WRONG_ADDRESS)


def test_a_filter_that_is_not_ours_is_a_flaw_and_no_lack() -> None:
    odd = subscription(filters=(*FILTERS, "/restapi/v1.0/account/~/other"))
    assert not odd.missing_filters
    assert odd.filter_problems == {"/restapi/v1.0/account/~/other"}


def test_a_disabled_filter_is_a_lack() -> None:
    assert subscription(disabled=(TELEPHONY,)).missing_filters == {TELEPHONY}


@pytest.mark.parametrize("status", ["Blacklisted", "blacklisted", "Suspended"])
def test_one_that_does_not_deliver_is_made_again(status: str) -> None:
    assert answer(subscription(status=status)) == ("made", "blacklisted")


@pytest.mark.parametrize("status", ["Active", "active", ""])
def test_a_status_in_any_spelling(status: str) -> None:
    assert answer(subscription(status=status)) == ("kept", "")


def test_one_made_with_another_verification_token_is_made_again() -> None:
    assert answer(subscription(), known=memory(token_mark="other")) == ("made", "token")


def test_one_that_nobody_remembers_is_made_again_since_its_token_is_unknown() -> None:
    assert answer(subscription(), known=SubscriptionState()) == ("made", "token")


def test_it_is_renewed_in_the_middle_of_its_life() -> None:
    middle = NOW + LIFETIME / 2
    assert answer(subscription(), at=middle - 1) == ("kept", "")
    assert answer(subscription(), at=middle + 1) == ("renewed", "expiring")


def test_a_shorter_life_than_asked_for_is_renewed_in_its_middle_too() -> None:
    week = subscription(expires_at=NOW + 7 * DAY)
    known = memory(lifetime=7 * DAY)
    assert answer(week, known=known, at=NOW + 3 * DAY) == ("kept", "")
    assert answer(week, known=known, at=NOW + 4 * DAY) == ("renewed", "expiring")


def test_a_renewal_that_did_not_help_is_not_tried_at_every_look() -> None:
    old = subscription(expires_at=NOW + DAY)
    known = memory(asked_at=NOW)
    assert answer(old, known=known, at=NOW + 300) == ("kept", "")
    assert answer(old, known=known, at=NOW + ASK_AGAIN) == ("renewed", "expiring")


@pytest.mark.parametrize("left", [EXPIRING, 0.0, -5.0])
def test_one_at_its_end_is_made_again(left: float) -> None:
    assert answer(subscription(expires_at=NOW + left)) == ("made", "expiring")


def test_one_whose_end_is_not_told_is_kept() -> None:
    assert answer(subscription(expires_at=None), at=NOW + 100 * DAY) == ("kept", "")


def test_a_filter_that_is_not_granted_is_asked_for_and_names_its_permission() -> None:
    poor = subscription(disabled=(TELEPHONY,), filters=(PRESENCE, EXTENSIONS))
    assert answer(poor) == ("renewed", "disabled_filter")
    assert missing_permissions(poor) == ("CallControl",)


def test_a_filter_that_stays_disabled_is_kept_and_asked_for_each_hour() -> None:
    poor = subscription(disabled=(TELEPHONY,))
    known = memory(filter_problems=poor.filter_problems)
    assert answer(poor, known=known, at=NOW + ASK_AGAIN - 1) == ("kept", "")
    assert answer(poor, known=known, at=NOW + ASK_AGAIN) == ("renewed", "disabled_filter")


def test_another_flaw_than_the_last_is_mended_at_once() -> None:
    known = memory(filter_problems=subscription(disabled=(TELEPHONY,)).filter_problems)
    worse = subscription(disabled=(TELEPHONY, PRESENCE))
    assert answer(worse, known=known) == ("renewed", "disabled_filter")


@pytest.mark.parametrize(
    "filters",
    [
        (TELEPHONY, PRESENCE),
        (),
        (*FILTERS, "/restapi/v1.0/account/~/a2p-sms/messages"),
        (TELEPHONY, EXTENSIONS, "/restapi/v1.0/account/~/presence"),
    ],
)
def test_other_filters_than_ours_are_changed(filters: tuple[str, ...]) -> None:
    assert answer(subscription(filters=filters)) == ("renewed", "wrong_filters")


def test_presence_without_details_lacks_no_permission() -> None:
    plain = subscription(filters=(TELEPHONY, EXTENSIONS, "/restapi/v1.0/account/~/presence"))
    assert missing_permissions(plain) == ()


@pytest.mark.parametrize(
    "spelling",
    [
        "/restapi/v1.0/account/37439510/presence?detailedTelephonyState=true",
        "https://platform.example.com/restapi/v1.0/account/~/presence/?detailedtelephonystate=True",
        "/restapi/v1.0/account/~/presence?sipData=false&detailedTelephonyState=true",
    ],
)
def test_a_filter_is_known_in_any_spelling(spelling: str) -> None:
    assert read_filter(PRESENCE).is_in(read_filter(spelling))
    assert answer(subscription(filters=(TELEPHONY, spelling, EXTENSIONS))) == ("kept", "")


def test_a_filter_that_is_none_is_not_ours() -> None:
    assert answer(subscription(filters=(*FILTERS, "http://["))) == ("renewed", "wrong_filters")


def test_of_several_the_one_with_our_token_is_kept_while_it_delivers() -> None:
    ours, other = subscription(), subscription(id="s2", expires_at=NOW + 2 * LIFETIME)
    assert decided(other, ours) == SubscriptionDecision(Action.KEEP, Reason.NONE, (ours, other))


def test_of_several_one_that_delivers_is_better_than_the_remembered_one() -> None:
    ours, other = subscription(status="Blacklisted"), subscription(id="s2")
    assert decided(ours, other) == SubscriptionDecision(Action.MAKE, Reason.TOKEN, (other, ours))


def test_a_listed_record_is_read() -> None:
    record: JsonObject = {
        "id": 5,
        "status": "Active",
        "eventFilters": ["/restapi/v1.0/account/1/presence", 7],
        "disabledFilters": [
            {"filter": TELEPHONY, "reason": "x", "message": "CallControl is needed"},
            {"filter": PRESENCE, "message": ["odd"]},
            {"filter": None},
            None,
        ],
        "creationTime": "2016-03-30T11:16:23.162Z",
        "expirationTime": "2016-04-06T11:16:23.177000+00:00",
        "deliveryMode": {"transportType": "WebHook", "address": ADDRESS},
    }
    assert parse_subscription(record, "user-1") == Subscription(
        id="5",
        owner="user-1",
        address=ADDRESS,
        status="Active",
        filters=("/restapi/v1.0/account/1/presence",),
        disabled=(TELEPHONY, PRESENCE),
        explanation="CallControl is needed",
        created_at=1459336583.162,
        expires_at=1459941383.177,
    )


def test_ringcentral_s_own_example_is_read() -> None:
    if not SAMPLE.exists():
        pytest.skip("RingCentral's example is not there")
    read = parse_subscription(json.loads(SAMPLE.read_text())["records"][0])
    assert (read.active, len(read.filters), read.disabled) == (False, 3, ())


def test_a_record_without_an_id_is_none() -> None:
    with pytest.raises(ValueError, match="id"):
        parse_subscription({"status": "Active"})


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = ("status", "eventFilters", "disabledFilters", "expirationTime", "deliveryMode")


@given(st.dictionaries(st.sampled_from(NAMES), JSON), st.booleans())
def test_whatever_is_listed_at_another_address_is_never_touched(
    record: dict[str, object], remembered: bool
) -> None:
    odd = parse_subscription({**record, "id": "s1" if remembered else "s2"})  # type: ignore[dict-item]
    assert decided(odd).own == ()


MADE = st.builds(
    Subscription,
    id=st.sampled_from(["s1", "s2", "s3"]),
    address=st.sampled_from([ADDRESS, ADDRESS + "/", "https://other.example.com"]),
    status=st.sampled_from(["Active", "Blacklisted", ""]),
    filters=st.lists(st.sampled_from([*FILTERS, "/other"]), max_size=4).map(tuple),
    disabled=st.lists(st.sampled_from(FILTERS), max_size=2).map(tuple),
    expires_at=st.one_of(st.none(), st.floats(NOW - DAY, NOW + 60 * DAY)),
)


@given(st.lists(MADE, max_size=4, unique_by=lambda each: each.id), st.floats(0, 2 * LIFETIME))
def test_a_decision_names_all_of_ours_and_nothing_else(
    listed: list[Subscription], later: float
) -> None:
    decision = decided(*listed, at=NOW + later)
    assert {each.id for each in decision.own} == {
        each.id for each in listed if each.address == ADDRESS
    }
    assert decision.own or decision.action is Action.MAKE
