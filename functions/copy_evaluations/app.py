"""Copies scorecards and evaluations to the archive as they change."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.evaluation import EvaluationsBatch, copy_evaluations
from ringkeep.settings import CopyEvaluationsSettings

handler = entrypoint(EvaluationsBatch, CopyEvaluationsSettings, copy_evaluations)
