"""Reads a scorecard from a file, and writes it: our own format, or an evaluation form of Amazon Connect.

    imported = read_scorecard(text)
    imported.scorecard
    imported.notes           sentences: what an evaluation form has that a scorecard does not

JSON needs nothing else. YAML needs PyYAML: see yaml_text.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ringkeep.domain.access.plain_text import is_plain
from ringkeep.domain.evaluation.connect_forms import EvaluationForm, form_in
from ringkeep.domain.evaluation.connect_import import scorecard_of
from ringkeep.domain.evaluation.problems import Problem, ScorecardRefused, refused, shown
from ringkeep.domain.evaluation.scorecards import Scorecard
from ringkeep.domain.evaluation.yaml_text import parse_yaml
from ringkeep.domain.json import JsonObject, JsonValue, is_within

MOST_BYTES: Final = 1_000_000
"""Of a file in JSON. YAML is slower to read: see yaml_text.py."""

_TAGS: Final = frozenset({"section", "question", "condition", "expression"})
_MOST_PROBLEMS: Final = 50
_MOST_VALUES: Final = 100_000
"""Each may have several mistakes, which take memory. 100 questions of 100 options each have fewer."""


@dataclass(frozen=True)
class Imported:
    scorecard: Scorecard
    notes: Sequence[str] = ()


def read_scorecard(content: bytes | str) -> Imported:
    """Raises ScorecardRefused, which says everything that is wrong with the file."""
    return import_scorecard(read_object(content))


def read_object(content: bytes | str) -> JsonObject:
    """Returns the object in a file of JSON or YAML."""
    text = _text(content)
    value: JsonValue
    value = _json(text) if text.lstrip()[:1] in {"{", "["} else parse_yaml(text)
    if not isinstance(value, dict):
        raise refused("The file has no object: it needs names with values.")
    if not is_within(value, MOST_BYTES):
        raise refused("The file is nested too deeply.")
    if sum(1 for _ in islice(_parts(value), _MOST_VALUES + 1)) > _MOST_VALUES:
        raise refused(f"The file has more than {_MOST_VALUES:,} names and values: shorten it.")
    if not all(map(is_plain, _texts(value))):
        raise refused("The file has a control character, or half of a character.")
    return value


def _texts(value: JsonValue) -> Iterator[str]:
    """Every text and every name in the value."""
    return (each for each in _parts(value) if isinstance(each, str))


def _parts(value: JsonValue) -> Iterator[JsonValue]:
    """Every name and every value in the value, and the value itself."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, Mapping):
            yield from each
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each


def _text(content: bytes | str) -> str:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        raise refused(f"The file has {len(data):,} bytes: at most {MOST_BYTES:,} are allowed.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused("The file is not written in UTF-8.") from None


def _json(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise refused(f"The JSON has a mistake in line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise refused("The file is nested too deeply.") from None
    except ValueError:  # more digits than Python reads
        raise refused("The file has a number with too many digits.") from None
    return value


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise refused(f"The name '{shown(twice)}' stands twice in the same object.")
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise refused(f"{name} is not a number that a scorecard can have.")


def import_scorecard(content: JsonObject) -> Imported:
    form = form_in(content)
    try:
        if form is None:
            return Imported(Scorecard.model_validate_json(json.dumps(content), strict=True))
        return Imported(*scorecard_of(EvaluationForm.model_validate(form)))
    except ValidationError as error:
        raise ScorecardRefused(_problems(error)) from None


def _problems(error: ValidationError) -> Iterable[Problem]:
    details = error.errors(include_input=False, include_url=False)
    return [Problem(_path(each["loc"]), _sentence(each)) for each in details[:_MOST_PROBLEMS]]


def _path(location: Sequence[int | str]) -> str:
    """Leaves out the names of the kinds of items, which pydantic puts after their numbers."""
    parts = [
        shown(part)
        for before, part in zip((None, *location), location, strict=False)
        if not (isinstance(before, int) and part in _TAGS)
    ]
    return ".".join(parts)


def _sentence(detail: ErrorDetails) -> str:
    if detail["type"] == "extra_forbidden":
        return "A scorecard has no such field."
    if detail["type"] == "missing":
        return "This field is missing."
    return f"{detail['msg']}."


def as_object(scorecard: Scorecard) -> dict[str, JsonValue]:
    """The scorecard as it is exported: without the fields that have their defaults."""
    values: dict[str, JsonValue] = scorecard.model_dump(mode="json", exclude_defaults=True)
    return values


def as_json(scorecard: Scorecard) -> str:
    return json.dumps(as_object(scorecard), indent=2, ensure_ascii=False) + "\n"
