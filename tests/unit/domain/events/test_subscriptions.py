"""Decisions about a service's subscriptions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringkeep.domain.events.subscriptions import (
    ASK_AGAIN_AFTER,
    EXPIRING,
    FILTERS,
    LIFETIME,
    Action,
    DesiredSubscription,
    Reason,
    Subscription,
    SubscriptionDecision,
    SubscriptionState,
    decide,
    missing_permissions,
    parse_subscription,
    read_filter,
)
from ringkeep.domain.json import JsonObject

NOW = 1_795_000_000.0
DAY = 86400.0
ADDRESS = "https://hooks.example.com/webhooks/ringcentral/main/key"
DESIRED = DesiredSubscription(ADDRESS, "hash")
TELEPHONY, PRESENCE, EXTENSIONS = FILTERS
SAMPLE = Path("../shared/ringcentral/samples/doc_subscription_list_blacklisted.json")


def subscription(**changes: object) -> Subscription:
    """Returns a valid subscription of ours as RingCentral lists it, with some changes."""
    good = Subscription(
        id="s1",
        address=ADDRESS,
        status="Active",
        filters=tuple(each.replace("~", "700001") for each in FILTERS),
        created_at=NOW,
        expires_at=NOW + LIFETIME,
    )
    return good.model_copy(update=changes)


def state(**changes: object) -> SubscriptionState:
    value = SubscriptionState(subscription_id="s1", token_mark="hash", made_at=NOW, asked_at=NOW)
    return value.model_copy(update=changes)


def decision_for(
    *listed: Subscription, at: float = NOW, stored: SubscriptionState | None = None
) -> SubscriptionDecision:
    return decide(listed, DESIRED, stored or state(), at)


def decided(
    *listed: Subscription, at: float = NOW, stored: SubscriptionState | None = None
) -> tuple[str, str]:
    decision = decision_for(*listed, at=at, stored=stored)
    return decision.action.value, decision.reason.value


def test_a_good_subscription_is_kept() -> None:
    assert decided(subscription()) == ("kept", "")


def test_a_missing_subscription_is_created() -> None:
    assert decided() == ("made", "missing")


def test_subscriptions_at_other_addresses_are_ignored() -> None:
    other = subscription(id="x", address=ADDRESS + "x", status="Blacklisted")
    assert decision_for(other) == SubscriptionDecision(Action.MAKE, Reason.MISSING)
    assert decision_for(other, subscription()).own == (subscription(),)


def test_our_subscription_at_a_former_address_is_replaced() -> None:
    moved = subscription(address="https://old.example.com/webhooks/ringcentral/main/key")
    assert decision_for(moved) == SubscriptionDecision(Action.MAKE, Reason.WRONG_ADDRESS, (moved,))


SPELLINGS = [
    ADDRESS,
    "https://hooks.example.com:443/webhooks/ringcentral/main/key",
    "https://HOOKS.EXAMPLE.COM/webhooks/ringcentral/main/key",
    "HTTPS://hooks.example.com./webhooks/ringcentral/main/key",
    "https://hooks.example.com/webhooks/ringcentral/main/%6bey",
    "https://hooks.example.com/webhooks/ringcentral/%6D%61in/key#part",
    " https://Hooks.example.com.:443/webhooks/ringcentral/main/key ",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_our_address_in_another_spelling_is_our_address(spelling: str) -> None:
    assert decided(subscription(address=spelling)) == ("kept", "")
    twin = subscription(id="twin", address=spelling)
    assert decision_for(subscription(), twin).own == (subscription(), twin)


@pytest.mark.parametrize(
    "other",
    [
        "https://hooks.example.com:8443/webhooks/ringcentral/main/key",
        "http://hooks.example.com/webhooks/ringcentral/main/key",
        "https://hooks.example.com/webhooks/ringcentral/main/KEY",
        "https://hooks.example.com/webhooks/ringcentral/main/key/",
        "https://hooks.example.com/webhooks/ringcentral/main%2Fkey",
        "https://someone@hooks.example.com/webhooks/ringcentral/main/key",
        "https://hooks.example.com.evil.example/webhooks/ringcentral/main/key",
        "https://hooks.example.com/webhooks/ringcentral/main/key?x=1",
        "https://hooks.example.com:port/webhooks/ringcentral/main/key",
        "",
    ],
)
def test_another_address_is_not_ours_however_similar(other: str) -> None:
    assert decision_for(subscription(id="other", address=other)).own == ()


def test_our_subscription_is_known_by_its_id_if_no_address_is_listed() -> None:
    stored = state(address_mark=DESIRED.address_mark)
    assert decided(subscription(address=""), stored=stored) == ("kept", "")
    stranger = subscription(id="x", address="")
    assert decision_for(stranger, subscription(address=""), stored=stored).own == (
        subscription(address=""),
    )


def test_without_a_listed_address_a_changed_address_is_noticed() -> None:
    former = DesiredSubscription(ADDRESS + "-former", "hash")
    stored = state(address_mark=former.address_mark)
    assert decided(subscription(address=""), stored=stored) == ("made", "wrong_address")


def test_a_filter_that_is_not_ours_is_a_problem_but_not_missing() -> None:
    odd = subscription(filters=(*FILTERS, "/restapi/v1.0/account/~/other"))
    assert not odd.missing_filters
    assert odd.filter_problems == {"/restapi/v1.0/account/~/other"}


def test_a_disabled_filter_is_missing() -> None:
    assert subscription(disabled=(TELEPHONY,)).missing_filters == {TELEPHONY}


@pytest.mark.parametrize("status", ["Blacklisted", "blacklisted", "Suspended"])
def test_a_subscription_that_does_not_deliver_is_replaced(status: str) -> None:
    assert decided(subscription(status=status)) == ("made", "blacklisted")


@pytest.mark.parametrize("status", ["Active", "active", ""])
def test_an_active_status_in_any_spelling_is_kept(status: str) -> None:
    assert decided(subscription(status=status)) == ("kept", "")


def test_a_subscription_with_another_verification_token_is_replaced() -> None:
    assert decided(subscription(), stored=state(token_mark="other")) == ("made", "token")


def test_a_subscription_without_stored_state_is_replaced() -> None:
    assert decided(subscription(), stored=SubscriptionState()) == ("made", "token")


def test_a_subscription_is_renewed_halfway() -> None:
    middle = NOW + LIFETIME / 2
    assert decided(subscription(), at=middle - 1) == ("kept", "")
    assert decided(subscription(), at=middle + 1) == ("renewed", "expiring")


def test_a_shorter_lifetime_than_requested_is_renewed_halfway_too() -> None:
    week = subscription(expires_at=NOW + 7 * DAY)
    stored = state(lifetime=7 * DAY)
    assert decided(week, stored=stored, at=NOW + 3 * DAY) == ("kept", "")
    assert decided(week, stored=stored, at=NOW + 4 * DAY) == ("renewed", "expiring")


def test_a_renewal_without_effect_is_tried_once_an_hour() -> None:
    old = subscription(expires_at=NOW + DAY)
    stored = state(asked_at=NOW)
    assert decided(old, stored=stored, at=NOW + 300) == ("kept", "")
    assert decided(old, stored=stored, at=NOW + ASK_AGAIN_AFTER) == ("renewed", "expiring")


@pytest.mark.parametrize("left", [EXPIRING, 0.0, -5.0])
def test_an_expiring_subscription_is_replaced(left: float) -> None:
    assert decided(subscription(expires_at=NOW + left)) == ("made", "expiring")


def test_a_subscription_without_an_expiration_time_is_kept() -> None:
    assert decided(subscription(expires_at=None), at=NOW + 100 * DAY) == ("kept", "")


def test_a_filter_that_is_not_granted_is_requested_and_its_permission_is_named() -> None:
    incomplete = subscription(disabled=(TELEPHONY,), filters=(PRESENCE, EXTENSIONS))
    assert decided(incomplete) == ("renewed", "disabled_filter")
    assert missing_permissions(incomplete) == ("CallControl",)


def test_a_filter_that_stays_disabled_is_requested_once_an_hour() -> None:
    incomplete = subscription(disabled=(TELEPHONY,))
    stored = state(filter_problems=incomplete.filter_problems)
    assert decided(incomplete, stored=stored, at=NOW + ASK_AGAIN_AFTER - 1) == ("kept", "")
    assert decided(incomplete, stored=stored, at=NOW + ASK_AGAIN_AFTER) == (
        "renewed",
        "disabled_filter",
    )


def test_a_new_filter_problem_is_repaired_immediately() -> None:
    stored = state(filter_problems=subscription(disabled=(TELEPHONY,)).filter_problems)
    worse = subscription(disabled=(TELEPHONY, PRESENCE))
    assert decided(worse, stored=stored) == ("renewed", "disabled_filter")


@pytest.mark.parametrize(
    "filters",
    [
        (TELEPHONY, PRESENCE),
        (),
        (*FILTERS, "/restapi/v1.0/account/~/a2p-sms/messages"),
        (TELEPHONY, EXTENSIONS, "/restapi/v1.0/account/~/presence"),
    ],
)
def test_filters_that_differ_from_ours_are_changed(filters: tuple[str, ...]) -> None:
    assert decided(subscription(filters=filters)) == ("renewed", "wrong_filters")


def test_presence_without_details_needs_no_further_permission() -> None:
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
def test_a_filter_is_recognized_in_any_spelling(spelling: str) -> None:
    assert read_filter(PRESENCE).is_in(read_filter(spelling))
    assert decided(subscription(filters=(TELEPHONY, spelling, EXTENSIONS))) == ("kept", "")


def test_an_invalid_filter_is_not_ours() -> None:
    assert decided(subscription(filters=(*FILTERS, "http://["))) == ("renewed", "wrong_filters")


def test_of_several_subscriptions_the_stored_one_is_kept_if_it_delivers() -> None:
    ours, other = subscription(), subscription(id="s2", expires_at=NOW + 2 * LIFETIME)
    assert decision_for(other, ours) == SubscriptionDecision(
        Action.KEEP, Reason.NONE, (ours, other)
    )


def test_of_several_subscriptions_a_delivering_one_is_better_than_the_stored_one() -> None:
    ours, other = subscription(status="Blacklisted"), subscription(id="s2")
    assert decision_for(ours, other) == SubscriptionDecision(
        Action.MAKE, Reason.TOKEN, (other, ours)
    )


def test_a_listed_record_is_parsed() -> None:
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


def test_ringcentrals_example_is_parsed() -> None:
    if not SAMPLE.exists():
        pytest.skip("RingCentral's example is missing")
    read = parse_subscription(json.loads(SAMPLE.read_text())["records"][0])
    assert (read.active, len(read.filters), read.disabled) == (False, 3, ())


def test_a_record_without_an_id_is_invalid() -> None:
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
def test_no_subscription_at_another_address_is_ever_kept(
    record: dict[str, object], stored: bool
) -> None:
    odd = parse_subscription({**record, "id": "s1" if stored else "s2"})  # type: ignore[dict-item]
    decision = decision_for(odd)
    assert decision.own == ((odd,) if stored else ())
    assert decision.action is Action.MAKE


SUBSCRIPTIONS = st.builds(
    Subscription,
    id=st.sampled_from(["s1", "s2", "s3"]),
    address=st.sampled_from([ADDRESS, ADDRESS + "/", "https://other.example.com"]),
    status=st.sampled_from(["Active", "Blacklisted", ""]),
    filters=st.lists(st.sampled_from([*FILTERS, "/other"]), max_size=4).map(tuple),
    disabled=st.lists(st.sampled_from(FILTERS), max_size=2).map(tuple),
    expires_at=st.one_of(st.none(), st.floats(NOW - DAY, NOW + 60 * DAY)),
)


@given(
    st.lists(SUBSCRIPTIONS, max_size=4, unique_by=lambda each: each.id), st.floats(0, 2 * LIFETIME)
)
def test_a_decision_contains_exactly_our_subscriptions(
    listed: list[Subscription], later: float
) -> None:
    decision = decision_for(*listed, at=NOW + later)
    assert {each.id for each in decision.own} == {
        each.id for each in listed if each.address == ADDRESS or each.id == "s1"
    }
    assert decision.own or decision.action is Action.MAKE
