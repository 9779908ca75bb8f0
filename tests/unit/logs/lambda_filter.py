"""Lambda's rule for the lines of a function whose log format is JSON.

From the page "Log-level filtering" of AWS's documentation: a line that is a JSON object with a known
`level` and a `timestamp` as in RFC 3339 has that level; every other line counts as INFO. Lambda drops
what is below the application log level of the function.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Final, Literal, TypeAlias

from ringkeep.domain.json import JsonObject

Level: TypeAlias = Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
LEVELS: Final[tuple[Level, ...]] = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def parsed(line: str) -> JsonObject | None:
    """Returns the line's JSON object, None for any other text."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def level_of(line: str) -> Level:
    content = parsed(line)
    if content is None or not is_rfc_3339(content.get("timestamp")):
        return "INFO"
    name = str(content.get("level", "")).upper()
    return next((level for level in LEVELS if level == name), "INFO")


def is_rfc_3339(timestamp: object) -> bool:
    if not isinstance(timestamp, str) or not _RFC_3339.fullmatch(timestamp):
        return False
    try:
        datetime.fromisoformat(timestamp.upper())
    except ValueError:
        return False
    return True


def survives(line: str, application_level: Level) -> bool:
    return LEVELS.index(level_of(line)) >= LEVELS.index(application_level)
