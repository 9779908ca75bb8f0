"""Wires the reports on scores, and the function that keeps their sums."""

from __future__ import annotations

from ringkeep.settings import ApiSettings, ScoresTableSettings
from ringkeep.usecases.evaluation.report_scores import ReportScores
from ringkeep.usecases.evaluation.roll_up_scores import RollUpScores
from ringkeep.wiring.base import Base


def roll_up(settings: ScoresTableSettings) -> RollUpScores:
    from ringkeep.aws.evaluation.scores_table import DynamoScoreChanges

    base = Base()
    changes = DynamoScoreChanges(base.dynamodb, settings.scores_table_name)
    return RollUpScores(changes, base.clock)


def report_scores(base: Base, settings: ApiSettings) -> ReportScores:
    from ringkeep.aws.access.people_lists import DynamoPeopleLists
    from ringkeep.aws.evaluation.scorecards_table import DynamoScorecards
    from ringkeep.aws.evaluation.scores_table import DynamoScoreCells

    client = base.dynamodb
    return ReportScores(
        DynamoScoreCells(client, settings.scores_table_name),
        DynamoScorecards(client, settings.evaluations_table_name),
        DynamoPeopleLists(client, settings.people_table_name, latest=False),
    )
