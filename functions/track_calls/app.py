"""Folds the events of the queue into live calls and users."""

from ringkeep.entrypoint import entrypoint
from ringkeep.live_application import live_application
from ringkeep.requests import EventBatch

handler = entrypoint(EventBatch, lambda parts: live_application(parts).track_calls)
