"""A scorecard as the body of a request: our own format in YAML or JSON, or a form of Amazon Connect."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.request import Request

from ringkeep.api.description import JSON
from ringkeep.api.models import FieldProblem
from ringkeep.api.problems import Refused
from ringkeep.api.uploads import body_bytes
from ringkeep.api.versions import header_of
from ringkeep.api.wrong_input import InputWrong
from ringkeep.domain.evaluation.files import MOST_BYTES, Imported, read_scorecard
from ringkeep.domain.evaluation.problems import ScorecardRefused
from ringkeep.domain.evaluation.scorecards import Scorecard

YAML: Final = "application/yaml"
_TYPES: Final = frozenset(
    {JSON, YAML, "application/x-yaml", "text/yaml", "text/plain", "application/octet-stream"}
)
_MOST_SHOWN: Final = 20
_LONGEST_PATH: Final = 120


def scorecard_file(request: Request) -> Imported:
    """Raises Refused: 415 for another type, 413 for a large file; and InputWrong with every mistake."""
    given = (header_of(request.headers, "content-type") or JSON).partition(";")[0].strip().lower()
    if given not in _TYPES:
        detail = f"Send the scorecard itself as the body, with Content-Type: {JSON} or {YAML}."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    content = body_bytes(request.resolved_event.raw_event)
    if len(content) > MOST_BYTES:
        detail = f"A scorecard may have at most {MOST_BYTES:,} bytes."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, code="too_large")
    try:
        return read_scorecard(content)
    except ScorecardRefused as error:
        raise wrong_scorecard(error) from None


scorecard_file.__dict__["file_types"] = (YAML,)
scorecard_file.__dict__["body"] = Scorecard
"""For the API's description."""

ScorecardFile = Annotated[Imported, Depends(scorecard_file)]


def wrong_scorecard(error: ScorecardRefused) -> InputWrong:
    return InputWrong(
        [
            FieldProblem(code="invalid", field=each.path[:_LONGEST_PATH], detail=each.sentence)
            for each in error.problems[:_MOST_SHOWN]
        ]
    )
