"""Applies the events of the queue to live calls and users."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.live import track_calls
from ringkeep.handlers.requests import EventBatch
from ringkeep.settings import TrackCallsSettings

handler = entrypoint(EventBatch, TrackCallsSettings, track_calls)
