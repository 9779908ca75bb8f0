"""One step of a back-fill of the call log."""

from ringkeep.application import Application
from ringkeep.entrypoint import entrypoint
from ringkeep.usecases.backfill import BackfillRequest

handler = entrypoint(BackfillRequest, lambda parts: Application(parts).backfill_call_log)
