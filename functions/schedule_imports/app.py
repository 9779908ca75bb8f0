"""Starts the imports that the rate limit has room for in the next minutes."""

from ringkeep.application import Application
from ringkeep.entrypoint import entrypoint
from ringkeep.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: Application(parts).schedule_imports)
