"""Lines that give one extension to two users at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_files.targets import Target
from ringkeep.domain.access.visibility import Owner


class _Holder(NamedTuple):
    """Who has an extension after the import. `line` is None if the file does not say so."""

    who: str
    period: Period
    line: int | None

    @property
    def first(self) -> date:
        return self.period.first_day or date.min

    @property
    def last(self) -> date:
        return self.period.last_day or date.max


def overlapping_extensions(targets: Sequence[Target], known: Known) -> list[LineProblem]:
    by_extension: dict[Owner, list[Target]] = defaultdict(list)
    for target in targets:
        if target.extension:
            by_extension[target.extension].append(target)
    return [
        problem
        for extension, of_extension in by_extension.items()
        for problem in _overlaps(_holders(extension, of_extension, known))
    ]


def _holders(extension: Owner, targets: Sequence[Target], known: Known) -> list[_Holder]:
    new = [_Holder(each.line.email, each.period, each.line.line) for each in targets]
    mentioned = {each.key for each in targets}
    stored = known.of_extension.get(extension)
    kept = [
        _Holder(known.emails.get(each.user_id, "a user who is not listed"), each.period, None)
        for each in (stored.assignments if stored else ())
        if each.user_id not in mentioned
    ]
    return sorted([*kept, *new], key=lambda each: (each.first, each.last, each.line or 0))


def _overlaps(holders: Iterable[_Holder]) -> list[LineProblem]:
    """Compares each holder with the one before who has the extension longest. Repeated lines of one
    person are named elsewhere."""
    problems: dict[int, LineProblem] = {}
    longest: _Holder | None = None
    for each in holders:
        if longest and each.first <= longest.last and each.who != longest.who:
            for one, other in ((each, longest), (longest, each)):
                if one.line is not None:
                    problems.setdefault(one.line, _overlap(one.line, other))
        longest = each if longest is None or each.last > longest.last else longest
    return list(problems.values())


def _overlap(line: int, other: _Holder) -> LineProblem:
    days = f"from {other.period.first_day or 'the beginning'} to {other.period.last_day or 'further notice'}"
    where = f"Line {other.line}, {other.who}," if other.line else other.who
    sentence = f"{where} has this extension {days}. Change first_day or last_day of one of them."
    return LineProblem(line=line, column="extension", code="extension_taken", sentence=sentence)
