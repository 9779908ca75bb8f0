"""How far a user sees, from the authorization profile."""

from __future__ import annotations

import pytest

from ringkeep.domain.accounts.reach import Reach, Reader, ServiceReach, UserReach, reach_of
from ringkeep.domain.json import JsonObject, JsonValue

ROLE_LIMITED_TO_A_SITE: JsonObject = {
    "permissions": [
        {
            "permission": {"id": "FullCompanyCallLog"},
            "effectiveRole": {"id": "77", "domain": "Site-2"},
            "scopes": ["RoleBased"],
        },
        {
            "permission": {"id": "ReadCallRecordings"},
            "effectiveRole": {"id": "77", "domain": "Site-2"},
            "scopes": ["Self"],
        },
    ]
}
COMPANY = UserReach(call_log=Reach.COMPANY, recordings=Reach.COMPANY)
LIMITED = UserReach(call_log=Reach.LIMITED, recordings=Reach.LIMITED, domain="Site-2")
UNKNOWN = UserReach()


def profile(scopes: JsonValue, domain: JsonValue = None, **values: JsonValue) -> JsonObject:
    """A profile in which both permissions have the same scopes."""
    return {
        "permissions": [
            {"permission": {"id": name}, "effectiveRole": {"domain": domain}, "scopes": scopes}
            for name in ("FullCompanyCallLog", "ReadCallRecordings")
        ],
        **values,
    }


def test_a_role_that_reaches_one_site_is_limited() -> None:
    reach = reach_of(ROLE_LIMITED_TO_A_SITE, 5.0)
    assert (reach.call_log, reach.recordings) == (Reach.LIMITED, Reach.LIMITED)
    assert (reach.domain, reach.read_at) == ("Site-2", 5.0)
    assert not reach.sees_company


@pytest.mark.parametrize(
    ("scopes", "domain", "expected"),
    [
        (["Account"], None, Reach.COMPANY),
        (["AllExtensions"], None, Reach.COMPANY),
        ([" all extensions "], None, Reach.COMPANY),
        (["ACCOUNT"], "Account", Reach.COMPANY),
        (["Self", "Account"], None, Reach.COMPANY),
        (["RoleBased"], "Account", Reach.COMPANY),
        (["Role Based"], "company", Reach.COMPANY),
        (["RoleBased"], "809646016", Reach.COMPANY),
        (["RoleBased"], 809646016, Reach.COMPANY),
        (["Account"], "Site-2", Reach.LIMITED),
        (["RoleBased"], "Site-2", Reach.LIMITED),
        (["rolebased"], "Main Site", Reach.LIMITED),
        (["RoleBased"], "Sales", Reach.LIMITED),
        (["RoleBased"], "809646017", Reach.LIMITED),
        (["UserExtensions"], None, Reach.LIMITED),
        (["user extensions", "SELF"], None, Reach.LIMITED),
        (["NonUserExtensions"], None, Reach.LIMITED),
        (["Self"], "Account", Reach.LIMITED),
        (["RoleBased"], None, Reach.UNKNOWN),
        (["Federation"], None, Reach.UNKNOWN),
        (["Everything"], None, Reach.UNKNOWN),
        (["Self", "Everything"], None, Reach.UNKNOWN),
        ([], None, Reach.UNKNOWN),
        (None, "Site-2", Reach.UNKNOWN),
        ("Account", None, Reach.UNKNOWN),
        ([None, 5, {}], None, Reach.UNKNOWN),
    ],
)
def test_scopes_and_the_role_decide_how_far_a_user_sees(
    scopes: JsonValue, domain: JsonValue, expected: Reach
) -> None:
    uri = "https://platform.example.com/restapi/v1.0/account/809646016/extension/1/authz-profile"
    reach = reach_of(profile(scopes, domain, uri=uri))
    assert (reach.call_log, reach.recordings) == (expected, expected)


def test_both_permissions_must_reach_the_whole_company() -> None:
    log: JsonObject = {"permission": {"id": "FullCompanyCallLog"}, "scopes": ["Account"]}
    recordings: JsonObject = {"permission": {"id": "ReadCallRecordings"}, "scopes": ["Self"]}
    assert reach_of({"permissions": [log, recordings]}).company is Reach.LIMITED
    assert reach_of({"permissions": [log]}).company is Reach.UNKNOWN


def test_the_call_log_of_a_user_proves_nothing_about_the_company() -> None:
    own: JsonObject = {"permission": {"id": "ReadCallLog"}, "scopes": ["Account"]}
    assert reach_of({"permissions": [own]}).call_log is Reach.UNKNOWN
    assert reach_of({"permissions": [{**own, "scopes": ["Self"]}]}).call_log is Reach.LIMITED


def test_the_furthest_of_several_roles_counts() -> None:
    both = [*_permissions(ROLE_LIMITED_TO_A_SITE), *_permissions(profile(["AllExtensions"]))]
    assert reach_of({"permissions": both}).sees_company


def _permissions(values: JsonObject) -> list[JsonValue]:
    listed = values["permissions"]
    assert isinstance(listed, list)
    return listed


@pytest.mark.parametrize("values", [{}, {"permissions": None}, {"permissions": [5, None, {}]}])
def test_a_profile_without_permissions_leaves_everything_unknown(values: JsonObject) -> None:
    assert reach_of(values).company is Reach.UNKNOWN


def test_long_names_are_cut() -> None:
    assert len(reach_of(profile(["RoleBased"], "x" * 5000)).domain) == 64


def test_lists_are_read_as_a_user_who_sees_the_company() -> None:
    service = ServiceReach(users={"a": LIMITED, "b": COMPANY, "c": COMPANY})
    assert service.best(["a", "b", "c"]) == "b"
    assert service.best(["c", "b", "a"]) == "c"
    assert ServiceReach(users={"a": LIMITED}).best(["a", "b"]) == "b"
    assert ServiceReach().best(["a", "b"]) == "a"


@pytest.mark.parametrize(
    ("users", "held", "goes_on"),
    [
        ({"a": COMPANY, "b": COMPANY}, Reader(user="b", reach=Reach.COMPANY), True),
        ({"a": UNKNOWN, "b": UNKNOWN}, Reader(user="b"), True),
        ({"a": LIMITED, "b": LIMITED}, Reader(user="b", reach=Reach.LIMITED), True),
        ({"a": COMPANY, "b": LIMITED}, Reader(user="b", reach=Reach.LIMITED), False),
        ({"a": COMPANY, "b": LIMITED}, Reader(user="b", reach=Reach.COMPANY), False),
        ({"a": COMPANY, "b": UNKNOWN}, Reader(user="b"), False),
        ({"a": UNKNOWN, "b": LIMITED}, Reader(user="b", reach=Reach.LIMITED), False),
        ({"a": COMPANY}, Reader(user="removed", reach=Reach.COMPANY), False),
        ({"a": COMPANY, "b": COMPANY}, Reader(), False),
    ],
)
def test_a_user_goes_on_unless_another_one_is_known_to_see_more(
    users: dict[str, UserReach], held: Reader, goes_on: bool
) -> None:
    continued = ServiceReach(users=users).continued(held, ["a", "b"])
    assert continued == (held if goes_on else None)


@pytest.mark.parametrize("before", [Reach.LIMITED, Reach.UNKNOWN])
def test_a_user_who_sees_more_than_before_begins_again(before: Reach) -> None:
    service = ServiceReach(users={"a": COMPANY})
    assert service.continued(Reader(user="a", reach=before), ["a"]) is None


def test_a_user_who_sees_less_than_before_goes_on_and_is_kept_as_such() -> None:
    service = ServiceReach(users={"a": LIMITED})
    now = service.continued(Reader(user="a", reach=Reach.COMPANY), ["a"])
    assert now == Reader(user="a", reach=Reach.LIMITED)


def test_the_only_user_goes_on_with_what_the_last_version_began() -> None:
    service = ServiceReach(users={"a": COMPANY})
    assert service.continued(Reader(), ["a"]) == Reader(user="a", reach=Reach.COMPANY)


def test_only_a_service_of_limited_users_sees_a_part() -> None:
    assert ServiceReach(users={"a": LIMITED, "b": LIMITED}).partial
    assert not ServiceReach(users={"a": LIMITED, "b": UNKNOWN}).partial
    assert not ServiceReach(users={"a": LIMITED, "b": COMPANY}).partial
    assert not ServiceReach().partial


def test_sentences_name_the_users_who_see_a_part_and_what_that_means() -> None:
    first, *others = ServiceReach(users={"a": LIMITED, "b": LIMITED}).sentences
    assert first.startswith("No user of this service sees the whole company. Only the calls")
    assert "a or b" in first
    assert others[0].startswith("a does not see the whole company: the role reaches only Site-2.")
    assert "all that will be found" in others[0]


def test_sentences_say_who_finds_the_calls_instead() -> None:
    (sentence,) = ServiceReach(users={"a": LIMITED, "b": COMPANY}).sentences
    assert "a does not see the whole company" in sentence
    assert "Calls are found as b" in sentence


def test_sentences_say_what_is_not_known() -> None:
    (sentence,) = ServiceReach(users={"a": UNKNOWN}).sentences
    assert sentence == "RingCentral does not say whether a sees the whole company."
    assert ServiceReach(users={"a": COMPANY}).sentences == ()


def test_users_who_were_removed_are_dropped() -> None:
    service = ServiceReach(users={"a": LIMITED, "b": COMPANY})
    assert dict(service.with_users({"c": UNKNOWN}, ["b", "c"]).users) == {
        "b": COMPANY,
        "c": UNKNOWN,
    }


def test_the_profile_read_longest_ago_is_read_first() -> None:
    service = ServiceReach(users={"a": UserReach(read_at=20), "b": UserReach(read_at=10)})
    assert service.due(["a", "b", "c"], before=15) == ["c", "b"]
