"""The filters of the recordings in a request's query: what a list, a search and a count have in common."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from aws_lambda_powertools.event_handler.openapi.params import Query

from ringkeep.api.times import time_range
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.query import LONGEST_TEXT
from ringkeep.domain.search.searches import SearchRequest

_LONGEST_DURATION: Final = 31 * 24 * 3600


class Direction(StrEnum):
    INBOUND = "Inbound"
    OUTBOUND = "Outbound"


ServiceName = Annotated[
    str | None, Query(min_length=1, max_length=40, description="the recordings of this service")
]
State = Annotated[RecordingState | None, Query(description="the recordings in this state")]
From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=40,
        description="the calls that began then or later: a day or a time in ISO 8601, in UTC without an"
        " offset. By default 90 days before `to`; a search has no beginning by default.",
    ),
]
To = Annotated[
    str | None,
    Query(
        alias="to",
        max_length=40,
        description="the calls that began before: a time, or a day, which is included",
    ),
]
Text = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="words of the transcript, names of the parties, RingCentral's ids: `refund invoice` for"
        ' both words, `"call me back"` for words side by side, `refund near/5 invoice` for words that are at'
        " most five apart, `-cancel` for calls without a word, `invoi*` for the beginning of words. Digits"
        " are found in numbers too. It needs the right `recordings.play`.",
        examples=['refund near/5 invoi* -"no thanks"'],
    ),
]
Note = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=LONGEST_TEXT,
        description="words of notes, in the same language as `text`. It needs the right"
        " `recordings.play`.",
        examples=["promised refund"],
    ),
]
User = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=64,
        description="the id of a user: calls of the extensions that they had at the time",
    ),
]
ExtensionId = Annotated[
    str | None,
    Query(
        min_length=1, max_length=100, description="RingCentral's id of an extension that took part"
    ),
]
Number = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=60,
        description="a phone number or any part of it with three digits or more, however it is typed",
        examples=["(555) 123"],
    ),
]
CallDirection = Annotated[Direction | None, Query(description="the direction of the call")]
Queue = Annotated[
    str | None,
    Query(min_length=1, max_length=100, description="RingCentral's id of the call queue"),
]
DurationFrom = Annotated[
    int | None, Query(ge=0, le=_LONGEST_DURATION, description="at least so many seconds")
]
DurationTo = Annotated[
    int | None, Query(ge=0, le=_LONGEST_DURATION, description="at most so many seconds")
]
RecordingType = Annotated[
    str | None,
    Query(
        alias="type",
        min_length=1,
        max_length=40,
        description="how it was recorded",
        examples=["Automatic", "OnDemand"],
    ),
]
Tag = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=100,
        description="has this tag. It needs the right `recordings.play`.",
    ),
]
HasTranscript = Annotated[bool | None, Query(description="with a transcript, or without one")]


def recording_filters(
    *,
    service: str | None,
    state: RecordingState | None,
    since: str | None,
    until: str | None,
    text: str | None,
    note: str | None,
    user: str | None,
    extension: str | None,
    number: str | None,
    direction: Direction | None,
    queue: str | None,
    duration_from: int | None,
    duration_to: int | None,
    recording_type: str | None,
    tag: str | None,
    has_transcript: bool | None,
) -> SearchRequest:
    """Powertools gives the parameters of a query to routes only, so each route has them all. Raises
    Refused for a wrong time."""
    begin, end = time_range(since, until)
    return SearchRequest(
        service=service or "",
        state=state,
        since=begin,
        until=end,
        text=text or "",
        note=note or "",
        user=user or "",
        extension=extension or "",
        number=number or "",
        direction=direction or "",
        queue=queue or "",
        duration_from=duration_from,
        duration_to=duration_to,
        recording_type=recording_type or "",
        tag=tag or "",
        has_transcript=has_transcript,
    )
