"""Asks RingCentral about calls that have been silent for long."""

from ringkeep.entrypoint import entrypoint
from ringkeep.live_application import live_application
from ringkeep.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: live_application(parts).check_live_calls)
