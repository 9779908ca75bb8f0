"""Why an evaluation cannot be assigned, or is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ringkeep.domain.access.refusals import Refusal


class EvaluationUnknown(Refusal):
    """Also for one that the person may not see."""

    code: ClassVar[str] = "evaluation_unknown"
    field: ClassVar[str] = "id"

    def __init__(self) -> None:
        super().__init__("There is no evaluation with this id that you may see.")


class EvaluationExists(Refusal):
    """`id` is that of the one that exists."""

    code: ClassVar[str] = "evaluation_exists"
    field: ClassVar[str] = ""

    def __init__(self, id_: str) -> None:
        super().__init__(
            "There is an evaluation of this recording by this scorecard, for the same person and evaluator."
        )
        self.id = id_


class EvaluatedUnclear(Refusal):
    """`candidates` are the ids of the users who took part."""

    code: ClassVar[str] = "evaluated_unclear"
    field: ClassVar[str] = "evaluated"

    def __init__(self, candidates: Sequence[str]) -> None:
        super().__init__(
            "Several users took part in this recording: choose whose part is evaluated."
        )
        self.candidates = tuple(candidates)


class NotInRecording(Refusal):
    code: ClassVar[str] = "not_in_recording"
    field: ClassVar[str] = "evaluated"

    def __init__(self) -> None:
        super().__init__(
            "No such user whom you may see took part in this recording. A user takes part by an extension"
            " that was theirs on that day."
        )


class EvaluatedNotLicensed(Refusal):
    code: ClassVar[str] = "not_licensed"
    field: ClassVar[str] = "evaluated"

    def __init__(self) -> None:
        super().__init__("The person to be evaluated has no licence for Evaluation.")


class EvaluatedInactive(Refusal):
    code: ClassVar[str] = "evaluated_inactive"
    field: ClassVar[str] = "evaluated"

    def __init__(self) -> None:
        super().__init__("The person to be evaluated is not an active user.")


class EvaluatorNotPossible(Refusal):
    code: ClassVar[str] = "evaluator_not_possible"
    field: ClassVar[str] = "evaluator"

    def __init__(self) -> None:
        super().__init__(
            "The evaluator must be an active user with the right evaluations.evaluate who may see the"
            " recording. Choose someone else."
        )


class ScorecardNotActive(Refusal):
    code: ClassVar[str] = "scorecard_not_active"
    field: ClassVar[str] = "scorecard"

    def __init__(self) -> None:
        super().__init__("No evaluation begins with this scorecard: it is not active.")
