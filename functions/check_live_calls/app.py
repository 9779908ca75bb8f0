"""Asks RingCentral about calls that have been silent for long."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.live import live_application
from ringkeep.handlers.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: live_application(parts).check_live_calls)
