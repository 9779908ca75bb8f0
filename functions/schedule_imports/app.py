"""Starts as many imports as the rate limit allows in the next minutes."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import schedule_imports
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.settings import ScheduleImportsSettings

handler = entrypoint(ServicesRequest, ScheduleImportsSettings, schedule_imports)
