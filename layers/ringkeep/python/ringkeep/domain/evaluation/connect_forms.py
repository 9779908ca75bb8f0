"""Evaluation forms of Amazon Connect: what DescribeEvaluationForm returns, and CreateEvaluationForm takes.

https://docs.aws.amazon.com/connect/latest/APIReference/API_CreateEvaluationForm.html

Fields that a scorecard has no use for, such as those of automation, are left out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_pascal

from ringkeep.domain.json import JsonObject, object_of
from ringkeep.domain.model import Model


class _Shape(Model):
    model_config = ConfigDict(alias_generator=to_pascal, extra="ignore")


class ScoreThreshold(_Shape):
    performance_category: str
    min_score_percentage: float | None = None
    max_score_percentage: float | None = None


Thresholds = tuple[ScoreThreshold, ...] | None


class ScoringStrategy(_Shape):
    mode: Literal["QUESTION_ONLY", "SECTION_ONLY", "POINTS_BASED"]
    status: Literal["ENABLED", "DISABLED"]
    score_thresholds: Thresholds = None


class AutomaticFailConfiguration(_Shape):
    target_section: str | None = None


class OptionPoints(_Shape):
    point_value: int
    is_bonus: bool | None = None


class _Scored(_Shape):
    score: int | None = None
    automatic_fail: bool | None = None
    automatic_fail_configuration: AutomaticFailConfiguration | None = None
    points_configuration: OptionPoints | None = None


class SelectOption(_Scored):
    ref_id: str
    text: str


class NumericOption(_Scored):
    min_value: int
    max_value: int


class SelectProperties(_Shape):
    options: tuple[SelectOption, ...]


class NumericProperties(_Shape):
    min_value: int
    max_value: int
    options: tuple[NumericOption, ...] | None = None


class TypeProperties(_Shape):
    single_select: SelectProperties | None = None
    multi_select: SelectProperties | None = None
    numeric: NumericProperties | None = None


class EnablementSource(_Shape):
    type: Literal["QUESTION_REF_ID"] = "QUESTION_REF_ID"
    ref_id: str


class EnablementValue(_Shape):
    type: Literal["OPTION_REF_ID"] = "OPTION_REF_ID"
    ref_id: str


class EnablementExpression(_Shape):
    source: EnablementSource
    values: tuple[EnablementValue, ...]
    comparator: Literal["IN", "NOT_IN", "ALL_IN", "EXACT"]


class EnablementOperand(_Shape):
    expression: EnablementExpression | None = None
    condition: EnablementCondition | None = None


class EnablementCondition(_Shape):
    operands: tuple[EnablementOperand, ...]
    operator: Literal["OR", "AND"] | None = None


class EnablementConfiguration(_Shape):
    condition: EnablementCondition
    action: Literal["ENABLE", "DISABLE"]
    default_action: Literal["ENABLE", "DISABLE"] | None = None


class QuestionPoints(_Shape):
    max_point_value: int | None = None
    min_point_value: int | None = None
    is_bonus: bool | None = None


class ScoringConfiguration(_Shape):
    points_configuration: QuestionPoints | None = None
    is_excluded_from_scoring: bool | None = None
    score_thresholds: Thresholds = None


class FormQuestion(_Shape):
    title: str
    ref_id: str
    instructions: str | None = None
    question_type: Literal["TEXT", "SINGLESELECT", "NUMERIC", "MULTISELECT", "DATETIME"]
    not_applicable_enabled: bool | None = None
    question_type_properties: TypeProperties | None = None
    enablement: EnablementConfiguration | None = None
    weight: float | None = None
    scoring_configuration: ScoringConfiguration | None = None


class FormItem(_Shape):
    section: FormSection | None = None
    question: FormQuestion | None = None


class FormSection(_Shape):
    title: str
    ref_id: str
    instructions: str | None = None
    items: tuple[FormItem, ...]
    weight: float | None = None
    is_excluded_from_scoring: bool | None = None
    score_thresholds: Thresholds = None


class EvaluationForm(_Shape):
    title: str
    description: str | None = None
    items: Annotated[tuple[FormItem, ...], Field(max_length=1_000)]
    scoring_strategy: ScoringStrategy | None = None


def form_in(content: JsonObject) -> JsonObject | None:
    """Returns the evaluation form if the content is one, also within the answer of DescribeEvaluationForm."""
    if "EvaluationForm" in content:
        return object_of(content["EvaluationForm"])
    return content if "Items" in content or "ScoringStrategy" in content else None
