"""Opens the Realtime page's sockets with a ticket, responds to pings and removes closed sockets."""

from ringkeep.handlers.entrypoint import entrypoint
from ringkeep.handlers.socket_events import SocketEvent
from ringkeep.handlers.sockets import live_socket
from ringkeep.settings import LiveSocketSettings

handler = entrypoint(SocketEvent, LiveSocketSettings, live_socket)
