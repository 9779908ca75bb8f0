"""Closes the sockets of people who may no longer see the Realtime page."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.handlers.sockets import check_sockets
from ringkeep.settings import CheckSocketsSettings

handler = entrypoint(ServicesRequest, CheckSocketsSettings, check_sockets)
