"""What several views share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final, cast

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import ConfigDict
from pydantic.config import JsonDict

from ringkeep.domain.json import JsonObject

USER_ID: Final = "7f3c2a9be1d04c5f8a6b0c1d2e3f4a5b"
MANAGER_ID: Final = "0b1c2d3e4f5a4b6c8d7e9f0a1b2c3d4e"
"""Ids in examples."""

Cursor = Annotated[
    str, Query(min_length=1, max_length=1_000, description="`next` of the previous page")
]
Limit = Annotated[int, Query(ge=1, le=100, description="the most items of the page")]
EntityId = Annotated[str, Path(min_length=1, max_length=100)]


def example(value: JsonObject) -> ConfigDict:
    """Returns a model's configuration with an example for the API's description."""
    return ConfigDict(json_schema_extra={"examples": [cast(JsonDict, dict(value))]})


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def optional_moment(at: float | None) -> datetime | None:
    return None if at is None else moment(at)
