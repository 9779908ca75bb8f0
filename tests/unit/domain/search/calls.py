"""Calls, people and searches for the comparison of a search with a linear scan, made from a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ringkeep.domain.access.assignments import UserAssignment
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.sight import EVERYONE, Sight
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.recordings.coverage import CoveredExtension
from ringkeep.domain.recordings.recordings import RecordingState
from ringkeep.domain.search.documents import NoteText, SearchDocument, SpokenWord
from ringkeep.domain.search.query import QueryProblem
from ringkeep.domain.search.searches import Search, SearchRequest, understood

SERVICES = ("main", "other")
ZONE = ZoneInfo("America/New_York")
FIRST = datetime(2026, 8, 20, tzinfo=UTC).timestamp()
DAYS = 75
DAY = 86_400
RARE = (
    *("refund", "invoice", "invoiced", "involve", "cancel", "order", "café", "你好", "שלום"),
    *("don't", "ship-to", "policy", "premium", "claim", "4711", "1234567", "smörgåsbord"),
)
COMMON = ("the", "of", "to", "in", "and", "a", "you", "it", "is", "not")
EXTENSIONS = tuple(str(850_957_000 + number) for number in range(12))
QUEUES = ("9001", "9002")
STATES = (
    *[RecordingState.STORED] * 6,
    RecordingState.EXCLUDED,
    RecordingState.LOST,
    RecordingState.UNAVAILABLE,
    RecordingState.PENDING,
)
TEMPLATES = (
    "{a}",
    "{a} {b}",
    "{a} -{b}",
    "-{a}",
    '"{a} {c} {b}"',
    '"{c} {a}"',
    '"{a} {c} {d}"',
    '"{a} {c} {d} {b}" {e}',
    '-"{a} {c}" {b}',
    "{a} near/3 {b}",
    '"{c} {a}" near/6 {b} -{e}',
    "{a} near/2 {b} near/4 {e}",
    "inv*",
    '"{c} inv*" {a}',
    "-in* {a}",
    "471 {a}",
    "-123",
    '"{a} {b}',
    "{c} {a}",
)


def calls(random: Random, count: int) -> list[SearchDocument]:
    return [_call(random, number) for number in range(count)]


def _call(random: Random, number: int) -> SearchDocument:
    start = FIRST + random.randrange(DAYS * DAY * 1000) / 1000
    if random.random() < 0.1:
        start = FIRST + random.randrange(DAYS) * DAY  # several at the same moment
    taken = random.sample(EXTENSIONS, random.choice((0, 1, 1, 1, 2, 3)))
    return SearchDocument(
        service=random.choice(SERVICES),
        account_id=random.choice(("809646016", "site-2")),
        recording_id=str(7_602_000_000 + number),
        start_time=start,
        state=random.choice(STATES),
        direction=random.choice(("Inbound", "Outbound", "")),
        duration_seconds=random.randrange(600),
        recording_type=random.choice(("Automatic", "OnDemand")),
        covered=tuple(
            CoveredExtension(
                extension_id=each, at=start + random.choice((0, 30, 7 * 3600, 3 * DAY))
            )
            for each in taken
        ),
        queues=tuple(random.sample(QUEUES, random.choice((0, 0, 1)))),
        numbers=(_number(random), _number(random)),
        tags=tuple(random.sample(("Coaching", "late fee"), random.choice((0, 0, 1)))),
        notes=_notes(random),
        texts=(random.choice(("Ann Lee", "Refund Desk", "José 4711")),),
        spoken=_spoken(random) if random.random() < 0.8 else None,
    )


def _notes(random: Random) -> tuple[NoteText, ...]:
    count = random.choice((0, 0, 1, 2, 3))
    texts = (
        " ".join(random.choice(random.choice((RARE, COMMON))) for _ in range(random.choice((1, 9))))
        for _ in range(count)
    )
    numbers = sorted(random.sample(range(1, 9), count))
    return tuple(map(NoteText, numbers, texts))


def _number(random: Random) -> str:
    return "+1555" + "".join(random.choice("1247") for _ in range(7))


def _spoken(random: Random) -> list[SpokenWord]:
    words, position = [], 0
    for _ in range(random.choice((0, 5, 20, 40))):
        words.append(SpokenWord(random.choice(random.choice((RARE, COMMON))), position))
        position += random.choice((1, 1, 1, 1, 1, 1, 1, 1, 9))
    return words


@dataclass
class People:
    """Users with their assignments, which may change at any time."""

    held: Mapping[str, Sequence[UserAssignment]]

    @classmethod
    def made(cls, random: Random) -> People:
        return cls({f"user{number}": _assignments(random) for number in range(5)})

    def sight(self, random: Random) -> Sight:
        """Returns the sight of someone who sees everyone, a team, or themselves."""
        size = random.choice((0, 1, 3))
        seen = random.sample(sorted(self.held), size)
        return Sight.of_holders({each: self.held[each] for each in seen}) if seen else EVERYONE


def _assignments(random: Random) -> list[UserAssignment]:
    found = []
    for extension in random.sample(EXTENSIONS, 3):
        first = date(2026, 8, 20) + timedelta(days=random.randrange(DAYS))
        last = first + timedelta(days=random.randrange(40))
        period = random.choice(
            (Period(), Period(first_day=first), Period(last_day=last), _period(first, last))
        )
        owner = Owner(random.choice(SERVICES), "809646016", extension)
        found.append(UserAssignment(owner, period))
    return found


def _period(first: date, last: date) -> Period:
    return Period(first_day=first, last_day=last)


def search(random: Random, people: People) -> Search:
    """Returns a search with a few filters, of which most find something."""
    while True:
        request = SearchRequest.model_validate(_filters(random))
        user = people.held[request.user] if request.user else None
        sight = Sight.of_holders({request.user: user}) if user is not None else None
        try:
            return understood(request, sight)
        except QueryProblem:
            continue


def _filters(random: Random) -> dict[str, object]:
    possible: dict[str, object] = {
        "text": _text(random),
        "note": _text(random),
        "service": random.choice(SERVICES),
        "since": FIRST + random.randrange(DAYS) * DAY,
        "until": FIRST + random.randrange(DAYS) * DAY,
        "user": f"user{random.randrange(5)}",
        "extension": random.choice(EXTENSIONS),
        "number": _part_of_number(random),
        "state": random.choice([each for each in STATES if not each.open]),
        "direction": random.choice(("Inbound", "outbound")),
        "queue": random.choice(QUEUES),
        "duration_from": random.randrange(300),
        "duration_to": random.randrange(200, 600),
        "recording_type": "OnDemand",
        "tag": "coaching",
        "has_transcript": random.choice((True, False)),
    }
    weights = {"text": 0.7, "note": 0.2, "number": 0.2}
    return {
        name: value for name, value in possible.items() if random.random() < weights.get(name, 0.1)
    }


def _text(random: Random) -> str:
    a, b, e = random.sample(RARE, 3)
    c, d = random.choice(COMMON), random.choice(COMMON)
    return random.choice(TEMPLATES).format(a=a, b=b, c=c, d=d, e=e)


def _part_of_number(random: Random) -> str:
    digits = _number(random)
    first = random.randrange(8)
    return random.choice((digits[first : first + random.choice((3, 4, 5, 7))], digits))
