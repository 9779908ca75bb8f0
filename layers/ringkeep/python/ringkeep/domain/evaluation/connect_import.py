"""Makes a scorecard from an evaluation form of Amazon Connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ringkeep.domain.evaluation import connect_forms as connect
from ringkeep.domain.evaluation.problems import named, refused
from ringkeep.domain.evaluation.scorecards import Scorecard, Scoring
from ringkeep.domain.json import JsonValue

_Values = dict[str, JsonValue]

_MODES: Final[Mapping[str, Scoring]] = {
    "QUESTION_ONLY": Scoring.BY_QUESTION,
    "SECTION_ONLY": Scoring.BY_SECTION,
    "POINTS_BASED": Scoring.POINTS,
}
_TYPES: Final[Mapping[str, str]] = {
    "SINGLESELECT": "single_select",
    "MULTISELECT": "multi_select",
    "NUMERIC": "numeric",
    "TEXT": "text",
    "DATETIME": "date",
}
_CATEGORIES: Final[Mapping[str, str]] = {
    "NEEDS_IMPROVEMENT": "Needs improvement",
    "EXCEEDS_EXPECTATIONS": "Exceeds expectations",
}


def scorecard_of(form: connect.EvaluationForm) -> tuple[Scorecard, Sequence[str]]:
    """Returns the scorecard, and sentences about what it does not say. Raises pydantic's ValidationError."""
    strategy = form.scoring_strategy
    scored = strategy is not None and strategy.status == "ENABLED"
    values: _Values = {
        "title": form.title,
        "description": form.description or "",
        "scoring": _MODES[strategy.mode] if strategy is not None and scored else Scoring.OFF,
        "thresholds": _thresholds(strategy.score_thresholds if strategy else None),
        "sections": [_top_section(item, place) for place, item in enumerate(form.items)],
    }
    return Scorecard.model_validate(values), () if scored else (_NOT_SCORED,)


_NOT_SCORED: Final = "The evaluation form has no enabled scoring strategy, so nothing is scored."


def _top_section(item: connect.FormItem, place: int) -> _Values:
    if item.section is None:
        raise refused("A question must be in a section.", f"Items.{place}")
    return _section(item.section)


def _item(item: connect.FormItem, parent: str) -> _Values:
    if item.section is not None and item.question is None:
        return _section(item.section)
    if item.question is not None and item.section is None:
        return _question(item.question)
    raise refused(f"Each item of section {named(parent)} must be a Section or a Question.")


def _section(section: connect.FormSection) -> _Values:
    return {
        "kind": "section",
        "ref": section.ref_id,
        "title": section.title,
        "instructions": section.instructions or "",
        "weight": section.weight,
        "excluded_from_scoring": bool(section.is_excluded_from_scoring),
        "thresholds": _thresholds(section.score_thresholds),
        "items": [_item(item, section.ref_id) for item in section.items],
    }


def _question(question: connect.FormQuestion) -> _Values:
    scoring = question.scoring_configuration or connect.ScoringConfiguration()
    points = scoring.points_configuration or connect.QuestionPoints()
    return {
        "kind": "question",
        "ref": question.ref_id,
        "title": question.title,
        "type": _TYPES[question.question_type],
        "instructions": question.instructions or "",
        "weight": question.weight,
        "allow_not_applicable": bool(question.not_applicable_enabled),
        "minimum_points": points.min_point_value,
        "maximum_points": points.max_point_value,
        "bonus": bool(points.is_bonus),
        "excluded_from_scoring": bool(scoring.is_excluded_from_scoring),
        "enablement": _enablement(question.enablement),
        "thresholds": _thresholds(scoring.score_thresholds),
        **_properties(question),
    }


def _properties(question: connect.FormQuestion) -> _Values:
    properties = question.question_type_properties or connect.TypeProperties()
    kind = question.question_type
    select = properties.multi_select if kind == "MULTISELECT" else properties.single_select
    if kind in {"SINGLESELECT", "MULTISELECT"} and select is not None:
        return {
            "options": [
                {"ref": o.ref_id, "text": o.text, **_consequence(o)} for o in select.options
            ]
        }
    numeric = properties.numeric
    if kind != "NUMERIC" or numeric is None:
        return {}
    return {
        "minimum": numeric.min_value,
        "maximum": numeric.max_value,
        "ranges": [
            {"minimum": o.min_value, "maximum": o.max_value, **_consequence(o)}
            for o in numeric.options or ()
        ],
    }


def _consequence(option: connect.SelectOption | connect.NumericOption) -> _Values:
    points, target = option.points_configuration, option.automatic_fail_configuration
    return {
        "score": option.score,
        "points": points.point_value if points else None,
        "bonus": bool(points and points.is_bonus),
        "automatic_fail": bool(option.automatic_fail),
        "fails_section": target.target_section if target else None,
    }


def _thresholds(thresholds: connect.Thresholds) -> list[JsonValue]:
    return [
        {
            "name": _CATEGORIES.get(each.performance_category, each.performance_category),
            "minimum": each.min_score_percentage or 0,
            "maximum": 100 if each.max_score_percentage is None else each.max_score_percentage,
        }
        for each in thresholds or ()
    ]


def _enablement(configuration: connect.EnablementConfiguration | None) -> _Values | None:
    if configuration is None:
        return None
    otherwise = configuration.default_action
    return {
        "action": configuration.action.lower(),
        "default_action": otherwise.lower() if otherwise else None,
        "condition": _condition(configuration.condition),
    }


def _condition(condition: connect.EnablementCondition) -> _Values:
    return {
        "operator": (condition.operator or "AND").lower(),
        "operands": [_operand(each) for each in condition.operands],
    }


def _operand(operand: connect.EnablementOperand) -> _Values:
    if operand.condition is not None:
        return _condition(operand.condition)
    if operand.expression is None:
        raise refused("Each operand of a condition must be an Expression or a Condition.")
    expression = operand.expression
    return {
        "question": expression.source.ref_id,
        "comparator": expression.comparator.lower(),
        "options": [value.ref_id for value in expression.values],
    }
