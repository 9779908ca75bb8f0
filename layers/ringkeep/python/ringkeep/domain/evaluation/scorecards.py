"""A scorecard: sections within sections, with questions, and how an evaluation's score follows from them.

The names follow the evaluation forms of Amazon Connect. What is checked here is the shape of a scorecard:
types and sizes. What a correct shape can still get wrong is in `lint.py`, since a draft may be unfinished.
docs/scorecards.md describes the fields for the people who write scorecards.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag

from ringkeep.domain.model import Model

MOST_QUESTIONS: Final = 100
MOST_SECTIONS: Final = 100
DEEPEST_SECTION: Final = 5
BEST_SCORE: Final = 10
"""The score of the best answer, as in Amazon Connect: an answer of 10 gives 100 percent."""

_MOST_ITEMS: Final = 1_000
"""More than `lint.py` allows, so that the lint can say how many there are."""

Ref = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Title = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Instructions = Annotated[str, StringConstraints(max_length=5_000)]
Weight = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Score = Annotated[int, Field(ge=0, le=BEST_SCORE)]
Points = Annotated[int, Field(ge=0, le=100)]
Whole = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]


class _Part(Model):
    model_config = ConfigDict(extra="forbid")


class Scoring(StrEnum):
    """Where the weights stand."""

    BY_QUESTION = "by_question"
    """Each question has a weight of the whole scorecard."""
    BY_SECTION = "by_section"
    """Each section has a weight, and the questions in it count alike."""
    POINTS = "points"
    """The points that were earned, of the points that could be earned."""
    OFF = "off"


class QuestionType(StrEnum):
    SINGLE_SELECT = "single_select"
    MULTI_SELECT = "multi_select"
    NUMERIC = "numeric"
    TEXT = "text"
    DATE = "date"


class Comparator(StrEnum):
    """How the chosen options of a question compare with the options of a condition."""

    IN = "in"
    """One of them is chosen."""
    NOT_IN = "not_in"
    """An option is chosen, but none of them."""
    ALL_IN = "all_in"
    """All of them are chosen."""
    EXACT = "exact"
    """Exactly they are chosen."""


class Operator(StrEnum):
    AND = "and"
    OR = "or"


class Action(StrEnum):
    ENABLE = "enable"
    DISABLE = "disable"


class Threshold(_Part):
    """A name for the scores from `minimum` to `maximum`, in percent."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    minimum: Percent = 0
    maximum: Percent = 100


Thresholds = Annotated[tuple[Threshold, ...], Field(max_length=20)]


class _Consequence(_Part):
    """What an answer leads to. `automatic_fail` sets the score of the scorecard to zero, or only that of
    the section `fails_section`. `bonus` points count on top of the question's maximum."""

    score: Score | None = None
    points: Points | None = None
    bonus: bool = False
    automatic_fail: bool = False
    fails_section: Ref | None = None
    comment_required: bool = False

    @property
    def fails(self) -> bool:
        return self.automatic_fail or self.fails_section is not None


class Option(_Consequence):
    ref: Ref
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Range(_Consequence):
    """The numbers from `minimum` to `maximum`, both included."""

    minimum: Whole
    maximum: Whole


class Expression(_Part):
    """A condition on the answer to one question: see Comparator."""

    question: Ref
    comparator: Comparator = Comparator.IN
    options: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=100)]


class Condition(_Part):
    operator: Operator = Operator.AND
    operands: Annotated[
        tuple[
            Annotated[
                Annotated[Condition, Tag("condition")] | Annotated[Expression, Tag("expression")],
                Discriminator(lambda value: _tag_of(value, "operands", "condition", "expression")),
            ],
            ...,
        ],
        Field(min_length=1, max_length=50),
    ]


class Enablement(_Part):
    """When a question appears. If the condition holds, `action`; otherwise `default_action`, which is the
    opposite of `action` unless it is given."""

    action: Action = Action.ENABLE
    default_action: Action | None = None
    condition: Condition

    @property
    def otherwise(self) -> Action:
        if self.default_action is not None:
            return self.default_action
        return Action.DISABLE if self.action is Action.ENABLE else Action.ENABLE


class Question(_Part):
    """`minimum`, `maximum` and `ranges` belong to numbers, `options` to a choice. `maximum_points` caps the
    points of the question. A question without scores, such as a text, has no part in the score."""

    kind: Literal["question"] = "question"
    ref: Ref
    title: Title
    type: QuestionType
    instructions: Instructions = ""
    weight: Weight | None = None
    allow_not_applicable: bool = False
    options: Annotated[tuple[Option, ...], Field(max_length=100)] = ()
    minimum: Whole | None = None
    maximum: Whole | None = None
    ranges: Annotated[tuple[Range, ...], Field(max_length=100)] = ()
    minimum_points: Points | None = None
    maximum_points: Points | None = None
    bonus: bool = False
    excluded_from_scoring: bool = False
    comment_required: bool = False
    enablement: Enablement | None = None
    thresholds: Thresholds = ()

    @property
    def consequences(self) -> tuple[Option, ...] | tuple[Range, ...]:
        return self.ranges if self.type is QuestionType.NUMERIC else self.options

    @property
    def is_choice(self) -> bool:
        return self.type in {QuestionType.SINGLE_SELECT, QuestionType.MULTI_SELECT}


class Section(_Part):
    kind: Literal["section"] = "section"
    ref: Ref
    title: Title
    instructions: Instructions = ""
    weight: Weight | None = None
    excluded_from_scoring: bool = False
    thresholds: Thresholds = ()
    items: Annotated[
        tuple[
            Annotated[
                Annotated[Section, Tag("section")] | Annotated[Question, Tag("question")],
                Discriminator(lambda value: _tag_of(value, "items", "section", "question")),
            ],
            ...,
        ],
        Field(max_length=_MOST_ITEMS),
    ]


class Scorecard(_Part):
    """The content of a scorecard, without its id, version and state."""

    title: Title
    description: Instructions = ""
    scoring: Scoring = Scoring.BY_QUESTION
    thresholds: Thresholds = ()
    sections: Annotated[tuple[Section, ...], Field(max_length=_MOST_ITEMS)] = ()


def _tag_of(value: object, name: str, if_there: str, otherwise: str) -> str:
    there = name in value if isinstance(value, dict) else hasattr(value, name)
    if isinstance(value, dict) and value.get("kind") == if_there:
        return if_there
    return if_there if there else otherwise


def category(percent: float | None, thresholds: Thresholds) -> str:
    """Returns the name of the threshold that a score reaches, empty if there is none. Where two meet, the
    higher one counts."""
    if percent is None:
        return ""
    reached = [each for each in thresholds if each.minimum <= percent <= each.maximum]
    return max(reached, key=lambda each: each.minimum).name if reached else ""
