"""Example users, what is known of them, and files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ringkeep.domain.access.assignments import Assignment, ExtensionAssignments
from ringkeep.domain.access.periods import Period
from ringkeep.domain.access.user_files.known import Known, ServiceExtensions
from ringkeep.domain.access.user_files.preview import Preview, preview_of
from ringkeep.domain.access.user_files.reading import UserFile, read_users
from ringkeep.domain.access.user_files.targets import Target, targets_of
from ringkeep.domain.access.users import AccountInformation, Licence, User

TODAY = date(2026, 11, 26)
AGENT, MANAGER, ADMINISTRATOR = "p-agent", "p-manager", "p-admin"
MAIN = ServiceExtensions(
    "main",
    "a1",
    {"7001": "101", "7002": "102", "7003": "103", "7004": "104", "7005": "104", "7006": ""},
)
OTHER = ServiceExtensions("other", "a2", {"9001": "201"})


def user(number: int, email: str, **fields: object) -> User:
    base = User(
        id=f"{number:032x}",
        name=email.split("@", maxsplit=1)[0].title(),
        email=email,
        security_profile=AGENT,
        created_at=1.0,
        changed_at=1.0,
    )
    return base.model_copy(update=fields)


ADA = user(1, "ada@example.com", security_profile=ADMINISTRATOR)
MIA = user(2, "mia@example.com", security_profile=MANAGER, manager=ADA.id)
BOB = user(
    3,
    "bob@example.com",
    manager=MIA.id,
    licences=frozenset({Licence.CALL_RECORDING}),
    information=AccountInformation(team="Sales", employee_number="17"),
)


def assigned(extension_id: str, *assignments: Assignment, version: int = 1) -> ExtensionAssignments:
    return ExtensionAssignments(
        service="main",
        account_id="a1",
        extension_id=extension_id,
        assignments=assignments,
        version=version,
    )


BOB_HAS_101 = Assignment(user_id=BOB.id, period=Period(first_day=date(2026, 1, 1)))
KNOWN = Known(
    users=(ADA, MIA, BOB),
    assignments=(assigned("7001", BOB_HAS_101),),
    profiles={AGENT: "Agent", MANAGER: "Manager", ADMINISTRATOR: "Administrator"},
    services=(MAIN,),
    administrators=frozenset({ADMINISTRATOR}),
)


def known(**changes: object) -> Known:
    return replace(KNOWN, **changes)  # type: ignore[arg-type]


def csv_of(*lines: str, header: str = "name,email,security_profile") -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def read(*lines: str, header: str = "name,email,security_profile") -> UserFile:
    return read_users(csv_of(*lines, header=header))


def preview(
    *lines: str, header: str = "name,email,security_profile", known: Known = KNOWN
) -> Preview:
    return preview_of(read(*lines, header=header), known)


def targets(*lines: str, header: str, known: Known = KNOWN) -> list[Target]:
    found, problems = targets_of(read(*lines, header=header).lines, known)
    assert not problems
    return found


def named(file: UserFile | Preview) -> list[tuple[int, str, str]]:
    """The problems of a file: line, column, code."""
    return [(each.line, each.column, each.code) for each in file.problems]


def many(count: int, wrong: Iterable[tuple[int, str]] = ()) -> bytes:
    """A file of so many people, in which these lines are replaced."""
    replaced = dict(wrong)
    lines = (f"Person {n},person{n}@example.com,Agent" for n in range(2, count + 2))
    return csv_of(*(replaced.get(number, line) for number, line in enumerate(lines, 2)))
