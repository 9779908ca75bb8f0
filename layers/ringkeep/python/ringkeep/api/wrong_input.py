"""What is wrong in a request: the name of each field, and a sentence that quotes none of its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ringkeep.api.models import FieldProblem

_MOST: Final = 20
_LONGEST_PATH: Final = 120
_UNKNOWN: Final = "This field is not known here."
_OWN_ERROR: Final = "Value error, "


class InputWrong(Exception):
    """The request does not fit its description. Nothing was changed."""

    def __init__(self, errors: Sequence[FieldProblem]) -> None:
        super().__init__("invalid request")
        self.errors = tuple(errors)


def wrong_input(errors: Iterable[Mapping[str, object]]) -> tuple[FieldProblem, ...]:
    """Translates pydantic's errors. A parameter's name begins with `query` or `path`."""
    return tuple(dict.fromkeys(map(_problem, errors)))[:_MOST]


def _problem(error: Mapping[str, object]) -> FieldProblem:
    location = error.get("loc")
    parts = location if isinstance(location, list | tuple) else ()
    field = ".".join(map(str, parts))[:_LONGEST_PATH]
    return FieldProblem(code="invalid", field=field, detail=_detail(error))


def _detail(error: Mapping[str, object]) -> str:
    if error.get("type") == "extra_forbidden":
        return _UNKNOWN
    return str(error.get("msg", "")).removeprefix(_OWN_ERROR)
