"""Adds changed evaluations to the sums of the reports on scores."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.scores import ChangedItems, roll_up_scores
from ringkeep.settings import RollUpScoresSettings

handler = entrypoint(ChangedItems, RollUpScoresSettings, roll_up_scores)
