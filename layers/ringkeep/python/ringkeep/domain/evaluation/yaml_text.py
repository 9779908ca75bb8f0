"""YAML for scorecards: its plain part, read without surprises.

Only JSON's types exist. `yes`, `no`, `on` and `off` are texts, since answers are called so; dates are texts,
too. Anchors, aliases, tags and repeated names are refused: a short file with aliases can stand for gigabytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ringkeep.domain.evaluation.problems import ScorecardRefused, refused, shown
from ringkeep.domain.json import JsonValue

if TYPE_CHECKING:
    import yaml

MOST_CHARACTERS: Final = 300_000
_DEEPEST: Final = 40
_MOST_EVENTS: Final = 100_000
"""Beginnings, ends, names and values. PyYAML reads about ten thousand a second, and a request has 29 seconds.
A scorecard of 300,000 characters has some 60,000."""
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: Final[dict[str, bool | None]] = {
    "true": True,
    "True": True,
    "false": False,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}


def parse_yaml(text: str) -> JsonValue:
    """Raises ScorecardRefused if the text is not YAML of this kind."""
    if len(text) > MOST_CHARACTERS:
        raise refused(
            f"The YAML has {len(text):,} characters: at most {MOST_CHARACTERS:,} are allowed."
            " JSON may be longer."
        )
    try:
        import yaml  # noqa: PLC0415
    except ImportError:
        raise refused("YAML cannot be read here, as PyYAML is not installed: use JSON.") from None
    try:
        _require_plain(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _mistake(error) from None
    except yaml.YAMLError as error:
        raise refused(f"The YAML has a mistake: {shown(str(error).splitlines()[0])}.") from None
    return None if node is None else _value(node)


def _mistake(error: yaml.MarkedYAMLError) -> ScorecardRefused:
    line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
    return refused(f"The YAML has a mistake{line}: {shown(error.problem or 'it cannot be read')}.")


def _require_plain(text: str) -> None:
    """Looks through the events, which are read without recursion."""
    import yaml  # noqa: PLC0415

    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        line = _line(event)
        if number > _MOST_EVENTS:
            raise refused(
                f"The YAML has more than {_MOST_EVENTS:,} names and values up to line {line}: shorten it,"
                " or use JSON."
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refused(f"The YAML has an anchor or alias in line {line}: write it out.")
        if getattr(event, "tag", None):
            raise refused(f"The YAML has a tag in line {line}: leave it out.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise refused("The file is nested too deeply.")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _value(node: yaml.Node) -> JsonValue:
    import yaml  # noqa: PLC0415

    if isinstance(node, yaml.MappingNode):
        return _object(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) for each in node.value]
    style: str | None = getattr(node, "style", None)
    return str(node.value) if style else _scalar(str(node.value))


def _object(node: yaml.MappingNode) -> dict[str, JsonValue]:
    values: dict[str, JsonValue] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in values:
            line = key.start_mark.line + 1
            raise refused(
                f"The name '{shown(name)}' stands twice in the same object (line {line})."
            )
        values[name] = _value(value)
    return values


def _scalar(text: str) -> JsonValue:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def as_yaml(value: object) -> str:
    """Raises ScorecardRefused if PyYAML is not installed."""
    try:
        import yaml  # noqa: PLC0415
    except ImportError:
        raise refused(
            "YAML cannot be written here, as PyYAML is not installed: use JSON."
        ) from None
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
