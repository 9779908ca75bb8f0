"""What a line asks for, with its names resolved: security profile, service, extension."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.profiles import profile_key
from ringkeep.domain.access.user_files.known import Known, ServiceExtensions
from ringkeep.domain.access.user_files.lines import UserLine
from ringkeep.domain.access.user_files.problems import LineProblem, quoted
from ringkeep.domain.access.users import User
from ringkeep.domain.access.visibility import Owner
from ringkeep.domain.model import Model

_SHOWN_PROFILES: Final = 20
"""In a sentence, which each line of a file may need."""


class Target(Model):
    """`existing` is the user with the line's e-mail address. `profile` is the id of a security profile.
    Without an `extension`, the user's assignments stay as they are."""

    line: UserLine
    existing: User | None = None
    profile: str
    extension: Owner | None = None
    period: Period = Period()

    @property
    def key(self) -> str:
        """The user's id, or the line of a user that does not exist yet."""
        return self.existing.id if self.existing else f"line {self.line.line}"


class _Unresolved(ValueError):
    def __init__(self, line: int, column: str, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = LineProblem(line=line, column=column, code=code, sentence=sentence)


def targets_of(lines: Iterable[UserLine], known: Known) -> tuple[list[Target], list[LineProblem]]:
    targets, problems = [], []
    for line in lines:
        try:
            targets.append(_target(line, known))
        except _Unresolved as error:
            problems.append(error.problem)
    return targets, problems


def _target(line: UserLine, known: Known) -> Target:
    existing = known.by_email.get(line.email)
    extension = _extension(line, known) if line.names_extension else None
    return Target(
        line=line,
        existing=existing,
        profile=_profile(line, existing, known),
        extension=extension,
        period=_period(line, existing, extension, known),
    )


def _profile(line: UserLine, existing: User | None, known: Known) -> str:
    name = line.security_profile
    if not name and existing:
        return existing.security_profile
    found = known.profile_ids.get(profile_key(name))
    if found:
        return found
    names = ", ".join(sorted(known.profiles.values())[:_SHOWN_PROFILES])
    what = f"{quoted(name)} is not a security profile." if name else "A new user needs a profile."
    code = "unknown_profile" if name else "profile_missing"
    raise _Unresolved(line.line, "security_profile", code, f"{what} Use one of: {names}.")


def _extension(line: UserLine, known: Known) -> Owner:
    service = _service(line, known)
    if line.extension_id:
        ids = [each for each in (line.extension_id,) if each in service.numbers]
    else:
        ids = service.ids_of(line.extension)
    if len(ids) != 1:
        raise _no_extension(line, service, ids, known)
    return Owner(service.service, service.account_id, ids[0])


def _service(line: UserLine, known: Known) -> ServiceExtensions:
    names = ", ".join(sorted(each.service for each in known.services)) or "none yet"
    if not line.service and len(known.services) == 1:
        return known.services[0]
    if not line.service:
        sentence = f"The line has an extension but no service. Write one of: {names}."
        raise _Unresolved(line.line, "service", "service_missing", sentence)
    found = known.service(line.service.lower())
    if found is None:
        sentence = f"{quoted(line.service)} is not a service. Use one of: {names}."
        raise _Unresolved(line.line, "service", "unknown_service", sentence)
    return found


def _no_extension(
    line: UserLine, service: ServiceExtensions, ids: list[str], known: Known
) -> _Unresolved:
    column = "extension_id" if line.extension_id else "extension"
    text = line.extension_id or line.extension
    if ids:
        sentence = (
            f"{len(ids)} extensions of {service.service} have the number {quoted(text)}. Write the id of"
            f" one of them in the column extension_id: {', '.join(sorted(ids)[:5])}."
        )
        return _Unresolved(line.line, column, "ambiguous_extension", sentence)
    elsewhere = (each for each in known.services if each.service != service.service)
    others = [each.service for each in elsewhere if each.ids_of(text)]
    if others:
        sentence = (
            f"{quoted(text)} is an extension of {others[0]}, not of {service.service}. Correct the"
            " service."
        )
        return _Unresolved(line.line, column, "extension_of_another_service", sentence)
    sentence = (
        f"{service.service} has no extension {quoted(text)}. Write a number or an id from the list of"
        " extensions."
    )
    return _Unresolved(line.line, column, "unknown_extension", sentence)


def _period(line: UserLine, existing: User | None, extension: Owner | None, known: Known) -> Period:
    """A day whose column the file does not have stays as it is."""
    held = known.periods_of(existing.id, extension) if existing and extension else []
    before = held[-1] if held else Period()
    first = line.first_day if "first_day" in line.columns else before.first_day
    last = line.last_day if "last_day" in line.columns else before.last_day
    if first and last and last < first:
        sentence = (
            f"The extension was assigned from {first} to {last}. Write both days in the file."
        )
        raise _Unresolved(line.line, "last_day", "days_reversed", sentence)
    return Period(first_day=first, last_day=last)
