"""Compares the extensions of every service with the directory."""

from ringkeep.application import Application
from ringkeep.entrypoint import entrypoint
from ringkeep.requests import ServicesRequest

handler = entrypoint(ServicesRequest, lambda parts: Application(parts).sync_extensions)
