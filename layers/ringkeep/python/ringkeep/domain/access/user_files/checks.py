"""What is wrong with a file as a whole: lines that contradict each other or what exists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ringkeep.domain.access.user_files.extension_checks import overlapping_extensions
from ringkeep.domain.access.user_files.known import Known
from ringkeep.domain.access.user_files.lines import UserLine
from ringkeep.domain.access.user_files.manager_checks import manager_problems
from ringkeep.domain.access.user_files.problems import LineProblem
from ringkeep.domain.access.user_files.targets import Target
from ringkeep.domain.access.users import Licence


def problems_of(
    targets: Sequence[Target], known: Known, unread: frozenset[str] = frozenset()
) -> list[LineProblem]:
    """`unread` are the addresses of lines that could not be read: others may refer to them."""
    return [
        *_repeated_addresses(each.line for each in targets),
        *overlapping_extensions(targets, known),
        *manager_problems(targets, known, unread),
        *_licences_beyond_ceiling(targets, known),
        *_no_administrator_left(targets, known),
    ]


def licences_after(target: Target) -> frozenset[Licence]:
    line, existing = target.line, target.existing
    if "licences" in line.columns or existing is None:
        return line.licences
    return existing.licences


def active_after(target: Target) -> bool:
    if target.line.active is not None:
        return target.line.active
    return target.existing.active if target.existing else True


def _repeated_addresses(lines: Iterable[UserLine]) -> list[LineProblem]:
    first: dict[str, int] = {}
    problems = []
    for line in lines:
        earlier = first.setdefault(line.email, line.line)
        if earlier != line.line:
            sentence = f"Line {earlier} has the same e-mail address. Keep one line for each person."
            problems.append(_problem(line.line, "email", "repeated_email", sentence))
    return problems


def _problem(line: int, column: str, code: str, sentence: str) -> LineProblem:
    return LineProblem(line=line, column=column, code=code, sentence=sentence)


def _licences_beyond_ceiling(targets: Sequence[Target], known: Known) -> list[LineProblem]:
    return [
        problem
        for licence, ceiling in known.ceilings.items()
        for problem in _beyond_ceiling(targets, known, licence, ceiling)
    ]


def _beyond_ceiling(
    targets: Sequence[Target], known: Known, licence: Licence, ceiling: int
) -> list[LineProblem]:
    """Names the last lines that take a licence, as many as are too many."""
    had = {each.key for each in targets if _had(each, licence)}
    have = [each for each in targets if active_after(each) and licence in licences_after(each)]
    taking = [each for each in have if each.key not in had]
    given_back = len(had) - (len(have) - len(taking))
    free = max(0, ceiling - known.licensed.get(licence, 0) + given_back)
    sentence = (
        f"There are {ceiling:,} licences for {licence.value}, and {free:,} of them for the lines of this"
        f" file, but {len(taking):,} lines take one. Remove it here or from others, or raise the ceiling."
    )
    return [
        _problem(each.line.line, "licences", "licence_ceiling", sentence) for each in taking[free:]
    ]


def _had(target: Target, licence: Licence) -> bool:
    existing = target.existing
    return existing is not None and existing.active and licence in existing.licences


def _no_administrator_left(targets: Sequence[Target], known: Known) -> list[LineProblem]:
    """Names the lines that take away the last administrators."""
    before = {
        user.id
        for user in known.users
        if user.active and user.security_profile in known.administrators
    }
    after = Counter(
        each.key for each in targets if active_after(each) and each.profile in known.administrators
    )
    losing = [each for each in targets if each.key in before and not after[each.key]]
    if not losing or len(before) > len(losing) or after:
        return []
    sentence = (
        "No active administrator would be left. Keep the profile of one, or make someone else an"
        " administrator first."
    )
    return [
        _problem(each.line.line, _column_of_loss(each), "last_administrator", sentence)
        for each in losing
    ]


def _column_of_loss(target: Target) -> str:
    return "security_profile" if active_after(target) else "active"
