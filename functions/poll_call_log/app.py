"""Reads the call log of every service, for the poll or the sweep of a schedule."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import poll_call_log
from ringkeep.handlers.requests import PollRequest
from ringkeep.settings import PollCallLogSettings

handler = entrypoint(PollRequest, PollCallLogSettings, poll_call_log)
