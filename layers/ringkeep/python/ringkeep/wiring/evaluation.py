"""Wires scorecards and evaluations: their table, their changes, and their copies in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
from ringkeep.settings import ArchiveSettings, EvaluationsTableSettings, WorkFunctionSettings
from ringkeep.usecases.access.change_scorecards import ChangeScorecards
from ringkeep.usecases.evaluation.read_scorecards import ReadScorecards
from ringkeep.wiring.access import changes
from ringkeep.wiring.base import AWS, Base

if TYPE_CHECKING:
    from ringkeep.aws.evaluation.copies import EvaluationCopies
    from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations
    from ringkeep.wiring.audited_evaluations import AuditedEvaluations


def scorecards(base: Base, settings: EvaluationsTableSettings) -> DynamoScorecards:
    return DynamoScorecards(base.dynamodb, settings.evaluations_table_name)


def read_scorecards(base: Base, settings: EvaluationsTableSettings) -> ReadScorecards:
    return ReadScorecards(scorecards(base, settings))


def change_scorecards(base: Base, settings: WorkFunctionSettings) -> ChangeScorecards:
    from ringkeep.aws.access.audited_changes import AuditedChanges
    from ringkeep.wiring.audited_scorecards import AuditedScorecards

    client = base.dynamodb
    people = AuditedChanges(settings.people_table_name)
    audited = AuditedScorecards(client, scorecards(base, settings), people)
    return ChangeScorecards(changes(base, settings), audited)


def evaluations(base: Base, settings: EvaluationsTableSettings) -> DynamoEvaluations:
    from ringkeep.aws.evaluation.evaluations_table import DynamoEvaluations

    return DynamoEvaluations(base.dynamodb, settings.evaluations_table_name)


def evaluation_changes(base: Base, settings: WorkFunctionSettings) -> AuditedEvaluations:
    from ringkeep.aws.access.audited_changes import AuditedChanges
    from ringkeep.wiring.audited_evaluations import AuditedEvaluations

    people = AuditedChanges(settings.people_table_name)
    return AuditedEvaluations(base.dynamodb, evaluations(base, settings), people)


def evaluation_copies(settings: ArchiveSettings) -> EvaluationCopies:
    import boto3

    from ringkeep.aws.evaluation.copies import EvaluationCopies

    return EvaluationCopies(boto3.client("s3", config=AWS), settings.recordings_bucket_name)
