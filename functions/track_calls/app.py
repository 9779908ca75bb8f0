"""Folds the events of the queue into live calls and users."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.live import live_application
from ringkeep.handlers.requests import EventBatch

handler = entrypoint(EventBatch, lambda parts: live_application(parts).track_calls)
