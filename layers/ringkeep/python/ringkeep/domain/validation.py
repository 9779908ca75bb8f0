"""Turns pydantic's validation errors into messages for the person who can correct the input.

Pydantic's own messages do not quote the input, but the messages of our validators may. For the
content of a secret, use only `wrong_fields`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError


def sentence(problem: ValidationError, name: Callable[[str], str] = str) -> str:
    """Returns `client_id: Field required; users.0.jwt: ...`. `name` turns a field's name into the
    name that the reader knows, such as an environment variable."""
    errors = problem.errors(include_input=False, include_url=False)
    return "; ".join(
        f"{name(_path(error['loc']))}: {error['msg'].removeprefix('Value error, ')}".lstrip(": ")
        for error in errors
    )


def wrong_fields(errors: Iterable[Mapping[str, object]]) -> str:
    """Returns only the field names, each once: `client_id, users.0.jwt`."""
    return ", ".join(dict.fromkeys(_path(error["loc"]) or "content" for error in errors))


def _path(location: object) -> str:
    parts = location if isinstance(location, list | tuple) else ()
    return ".".join(map(str, parts))
