"""Compares the extensions of every service with the directory."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.recordings import Application
from ringkeep.handlers.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: Application(parts).sync_extensions)
