"""Closes the sockets of who may no longer look."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.requests import ServicesRequest
from ringkeep.handlers.sockets import SocketApplication

handler = entrypoint(ServicesRequest, lambda parts: SocketApplication(parts).check_viewers)
