"""What differs between two states: bounded, without secrets, and nothing is missed."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from ringkeep.domain.access.audit_changes import (
    LARGEST,
    LONGEST_TEXT,
    MOST_FIELDS,
    AuditValue,
    changes_between,
)
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.users import AccountInformation, Licence
from ringkeep.domain.accounts.services import Connection, Credentials
from ringkeep.domain.model import Model
from tests.unit.domain.access.example_users import user

SECRET = "s3cret-value"


class Key(Model):
    """A secret by its type, under a harmless name."""

    label: str = ""
    value: SecretStr


def connection(secret: str = SECRET, jwt: str = SECRET) -> Connection:
    return Connection(
        server_url="https://platform.ringcentral.com",
        client_id="c",
        client_secret=SecretStr(secret),
        users=(Credentials(jwt=SecretStr(jwt)),),
    )


def test_only_what_differs_is_kept_by_path() -> None:
    before = user()
    north = AccountInformation(team="North")
    after = before.model_copy(
        update={"information": north, "licences": frozenset(Licence), "version": 2}
    )
    changes = changes_between(before, after)
    assert changes.before == {"information.team": "", "licences": ()}
    assert changes.after == {
        "information.team": "North",
        "licences": ("call_recording", "evaluation"),
    }


def test_nothing_differs() -> None:
    assert not changes_between(user(), user())
    assert not changes_between(None, None)


def test_a_new_object_is_only_in_after_and_a_removed_one_only_in_before() -> None:
    added, removed = changes_between(None, user()), changes_between(user(), None)
    assert added.before == {}
    assert added.after["name"] == "Ben"
    assert removed.before == added.after
    assert removed.after == {}


def test_days_and_enumerations_are_written_as_text() -> None:
    changes = changes_between(Period(), Period(first_day=date(2026, 3, 1)))
    assert changes.after == {"first_day": "2026-03-01"}
    assert changes.before == {"first_day": None}


def test_a_secret_is_written_as_changed() -> None:
    changes = changes_between(connection(), connection(secret="another", jwt="another.one"))
    hidden = {"client_secret": "changed", "users.0.jwt": "changed"}
    assert changes.before == changes.after == hidden


def test_a_secret_that_stays_is_not_mentioned() -> None:
    assert not changes_between(connection(), connection())


def test_a_secret_is_known_by_its_type_or_by_its_name() -> None:
    by_type = changes_between(Key(value=SecretStr("old")), Key(value=SecretStr(SECRET)))
    assert by_type.after == {"value": "changed"}
    by_name = changes_between({"newPassword": ""}, {"newPassword": {"text": SECRET}})
    assert by_name.after == {"newPassword": "changed"}


def test_a_secret_that_is_set_for_the_first_time() -> None:
    changes = changes_between({"jwt": None}, {"jwt": SECRET})
    assert changes.before == {"jwt": None}
    assert changes.after == {"jwt": "changed"}


def test_long_texts_are_cut_and_a_change_behind_the_cut_is_noticed() -> None:
    changes = changes_between({"notes": "n" * 5_000}, {"notes": "n" * 5_000 + "!"})
    assert len(str(changes.after["notes"])) == LONGEST_TEXT
    assert str(changes.after["notes"]).endswith("n…")


def test_a_change_deep_inside_is_noticed_without_showing_it() -> None:
    def nested(value: str) -> object:
        deep: object = value
        for _ in range(30):
            deep = {"in": deep}
        return deep

    changes = changes_between(nested("a"), nested("b"))
    assert list(changes.after.values()) == ["changed"]


def test_a_large_field_does_not_displace_the_small_ones_after_it() -> None:
    long_list = ["x" * LONGEST_TEXT] * 500
    changes = changes_between({}, {"a": long_list, "b": "small"})
    assert changes.after == {"b": "small"}
    assert changes.omitted == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
)
objects = st.dictionaries(st.sampled_from(["a", "b", "c", "password"]), json_values)


def size(value: AuditValue) -> int:
    return sum(len(str(each)) for each in (value if isinstance(value, tuple) else (value,)))


@given(st.dictionaries(st.text(max_size=50), st.text(max_size=400) | st.lists(st.text())))
def test_an_entry_is_bounded_whatever_was_written(values: dict[str, object]) -> None:
    changes = changes_between({}, values)
    assert len(changes.after) <= MOST_FIELDS
    assert sum(len(path) + size(value) for path, value in changes.after.items()) <= LARGEST
    assert json.dumps(changes.after)


@given(objects, objects)
def test_markup_and_formulas_are_data_and_a_secret_never_appears(
    before: dict[str, object], after: dict[str, object]
) -> None:
    marked = {**after, "note": "<b>=1</b>", "secret": SECRET}
    changes = changes_between(before, marked)
    assert changes.after["note"] == "<b>=1</b>"
    assert SECRET not in json.dumps([changes.before, changes.after])
    assert SECRET not in repr(changes)
    assert changes.after.get("password") in (None, "changed")


@given(st.dictionaries(st.text(), st.text()), st.dictionaries(st.text(), st.text()))
def test_no_difference_is_missed(before: dict[str, str], after: dict[str, str]) -> None:
    remarkable = [
        {
            key: value
            for key, value in each.items()
            if key not in ("version", "revision", "changed_at")
        }
        for each in (before, after)
    ]
    assert bool(changes_between(before, after)) is (remarkable[0] != remarkable[1])


@given(objects)
def test_equal_objects_have_no_changes(value: dict[str, object]) -> None:
    assert not changes_between(value, dict(value))
