"""The versions of entities: `ETag` in answers, `If-Match` in changes (RFC 9110).

A change names the version that the person has read. A list names several, of which one must be the
stored one. Tags are compared strongly: a weak tag (`W/"3"`) never matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.problems import Refused

HEADER: Final = "If-Match"
NO_VERSION: Final = -1
"""Stands for tags that name no version. No stored entity has it."""
_TAG: Final = r'(?P<weak>W/)?"(?P<opaque>[\x21\x23-\x7e\x80-\xff]*)"'
_ONE: Final = re.compile(rf"[ \t]*(?:{_TAG})?[ \t]*(?:,|$)")
_VERSION: Final = re.compile(r"0|[1-9][0-9]{0,14}")
_LONGEST: Final = 1_000


@dataclass(frozen=True)
class ReadVersions:
    """The versions that a change names."""

    versions: frozenset[int]

    def of(self, current: Callable[[], int | None]) -> int:
        """Returns the version for the use case: the stored one if it is named. `current` reads it, and
        is called only for a list of versions."""
        if not self.versions:
            return NO_VERSION
        highest = max(self.versions)
        if len(self.versions) == 1:
            return highest
        stored = current()
        return stored if stored in self.versions and stored is not None else highest


def etag(version: int) -> dict[str, str]:
    return {"ETag": f'"{version}"'}


def read_versions(header: str | None) -> ReadVersions:
    """Reads the field's value. Raises Refused: 428 without a version, 422 for a value that is none."""
    text = (header or "").strip()
    if not text:
        detail = (
            f'Send the version that you have read as {HEADER}, such as {HEADER}: "3". It is the'
            " ETag of the answer."
        )
        raise Refused(HTTPStatus.PRECONDITION_REQUIRED, detail, code="version_required")
    if text == "*":
        detail = (
            f"{HEADER}: * would change an entity that you have not read. Send the version that you"
            ' have read, such as "3".'
        )
        raise Refused(HTTPStatus.PRECONDITION_REQUIRED, detail, code="version_required")
    return ReadVersions(frozenset(_versions(text)))


def _versions(text: str) -> set[int]:
    found: set[int] = set()
    position, tags = 0, 0
    while position < len(text):
        match = _ONE.match(text, position) if len(text) <= _LONGEST else None
        if match is None:
            break
        position = match.end()
        if match["opaque"] is not None:
            tags += 1
            found |= _version(match)
    if position < len(text) or not tags:
        detail = f'{HEADER} takes versions in double quotes, such as "3" or "3", "4".'
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="version_invalid")
    return found


def _version(match: re.Match[str]) -> set[int]:
    plain = not match["weak"] and _VERSION.fullmatch(match["opaque"])
    return {int(match["opaque"])} if plain else set()


def named_versions(request: Request) -> ReadVersions:
    return read_versions(header_of(request.headers, HEADER))


def header_of(headers: Mapping[str, object], name: str) -> str | None:
    """Returns a header by its name in any case."""
    found = (value for key, value in headers.items() if key.lower() == name.lower())
    value = next(found, None)
    return value if isinstance(value, str) else None


IfMatch = Annotated[ReadVersions, Depends(named_versions)]
"""The versions that a change names. A route declares it after the person, so that someone without the
right is refused first."""
