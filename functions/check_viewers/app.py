"""Closes the sockets of who may no longer look."""

from ringkeep.entrypoint import entrypoint
from ringkeep.requests import ServicesRequest
from ringkeep.socket_application import SocketApplication

handler = entrypoint(ServicesRequest, lambda parts: SocketApplication(parts).check_viewers)
