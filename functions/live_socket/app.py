"""Sockets of the Realtime page: opened with a ticket, answered, forgotten when closed."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.socket_events import SocketEvent
from ringkeep.handlers.sockets import live_socket
from ringkeep.settings import LiveSocketSettings

handler = entrypoint(SocketEvent, LiveSocketSettings, live_socket)
