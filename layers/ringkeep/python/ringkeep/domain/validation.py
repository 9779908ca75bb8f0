"""What pydantic found wrong, in words for the person who can correct it.

Pydantic's own messages do not quote what was given; those of our validators may, so a secret's
content is described by `wrong_fields` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError


def sentence(problem: ValidationError, name: Callable[[str], str] = str) -> str:
    """`client_id: Field required; users.0.jwt: ...`. `name` turns a field's name into the one that
    the reader knows, such as that of an environment variable."""
    errors = problem.errors(include_input=False, include_url=False)
    return "; ".join(
        f"{name(_path(error['loc']))}: {error['msg'].removeprefix('Value error, ')}".lstrip(": ")
        for error in errors
    )


def wrong_fields(errors: Iterable[Mapping[str, object]]) -> str:
    """The names alone, each once: `client_id, users.0.jwt`."""
    return ", ".join(dict.fromkeys(_path(error["loc"]) or "content" for error in errors))


def _path(location: object) -> str:
    parts = location if isinstance(location, list | tuple) else ()
    return ".".join(map(str, parts))
