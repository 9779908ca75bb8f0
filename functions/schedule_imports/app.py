"""Starts the imports that the rate limit has room for in the next minutes."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application
from ringkeep.handlers.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: Application(parts).schedule_imports)
