"""Fields of unexpected shapes cost only themselves."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from ringkeep.domain.lenient import (
    TEXT_LIMIT,
    Flag,
    Identifier,
    Lenient,
    Number,
    OptionalFlag,
    OptionalText,
    ShortText,
    Text,
    Time,
    as_object,
    as_objects,
    number_as_text,
    object_or_none,
)


class Part(Lenient):
    phone_number: ShortText = ""


class Whole(Lenient):
    name: Text = ""
    note: OptionalText = None
    active: Flag = False
    deleted: OptionalFlag = None
    sequence: Number = None
    start_time: Time = None
    part: Annotated[Part, as_object] = Part()
    other: Annotated[Part | None, object_or_none] = None
    parts: Annotated[tuple[Part, ...], as_objects] = ()


@pytest.mark.parametrize("odd", [None, [], {}, 1.5, "", object()])
def test_no_value_is_refused(odd: object) -> None:
    names = [info.alias or name for name, info in Whole.model_fields.items()]
    read = Whole.model_validate({**dict.fromkeys(names, odd), "unknown": odd})
    assert read.parts == ()
    assert (read.active, read.deleted, read.start_time) == (False, None, None)


def test_names_are_read_as_ringcentral_writes_them() -> None:
    read = Whole.model_validate(
        {
            "name": 7,
            "note": "",
            "active": "true",
            "deleted": "false",
            "sequence": "12",
            "startTime": "2026-03-01T10:00:00Z",
            "part": {"phoneNumber": "x" * 999},
            "other": {"phone_number": "2"},
            "parts": [{"phoneNumber": 3}, None, "4"],
        }
    )
    assert read == Whole(
        name="7",
        note="",
        active=True,
        deleted=False,
        sequence=12,
        start_time=1_772_359_200.0,
        part=Part(phone_number="x" * TEXT_LIMIT),
        other=Part(phone_number="2"),
        parts=(Part(phone_number="3"),),
    )


@pytest.mark.parametrize("nothing", [None, "", " ", True, {}])
def test_an_identifier_must_be_there(nothing: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Identifier).validate_python(nothing)


def test_a_person_s_digits_are_text_and_other_types_stay_wrong() -> None:
    adapter = TypeAdapter[str](Annotated[str, BeforeValidator(number_as_text)])
    assert adapter.validate_python(101) == "101"
    for wrong in (True, 1.5, None, ["101"]):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
