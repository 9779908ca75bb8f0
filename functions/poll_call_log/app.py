"""Reads the call log of every service: the poll, or the sweep that the schedule names."""

from ringkeep.application import Application
from ringkeep.entrypoint import entrypoint
from ringkeep.requests import PollRequest

handler = entrypoint(PollRequest, lambda parts: Application(parts).poll_call_log)
