"""Reads the call log of every service: the poll, or the sweep that the schedule names."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application
from ringkeep.handlers.requests import PollRequest

handler = entrypoint(PollRequest, lambda parts: Application(parts).poll_call_log)
