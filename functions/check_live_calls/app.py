"""Checks live calls without recent events at RingCentral."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.live import check_live_calls
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.settings import CheckLiveCallsSettings

handler = entrypoint(ServicesRequest, CheckLiveCallsSettings, check_live_calls)
