"""The cheapest SMTP server that is still one: counts messages, keeps nothing, costs the senders little."""

import multiprocessing
import selectors
import socket
from multiprocessing.sharedctypes import Synchronized

_FEATURES = b"250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
_REPLIES = {
    b"EHLO": _FEATURES,
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"QUIT": b"221 2.0.0 bye\r\n",
}


class CountingSink:
    """A sink in a process of its own on loopback; `count` is how many messages it took."""

    def __init__(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = listener.getsockname()[1]
        self._count: Synchronized[int] = multiprocessing.Value("q", 0, lock=False)
        self._process = multiprocessing.get_context("fork").Process(
            target=_serve, args=(listener, self._count), daemon=True
        )
        self._process.start()
        listener.close()

    @property
    def count(self) -> int:
        """How many messages were taken so far."""
        return int(self._count.value)

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()


class _Peer:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.rest = bytearray()
        self.in_data = False


def _serve(listener: socket.socket, count: "Synchronized[int]") -> None:
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _events in selector.select():
            if key.data is None:
                connection, _address = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.sendall(b"220 sink.test\r\n")
                selector.register(connection, selectors.EVENT_READ, _Peer(connection))
                continue
            peer: _Peer = key.data
            try:
                data = peer.connection.recv(262144)
                replies = _answers(peer, data, count) if data else b""
                if replies:
                    peer.connection.sendall(replies)
            except OSError:
                data = b""
            if not data:
                selector.unregister(peer.connection)
                peer.connection.close()


def _answers(peer: _Peer, data: bytes, count: "Synchronized[int]") -> bytes:
    peer.rest += data
    replies = []
    while True:
        if peer.in_data:
            end = peer.rest.find(b"\r\n.\r\n")
            if end < 0:
                return b"".join(replies)
            del peer.rest[: end + 5]
            peer.in_data = False
            count.value += 1
            replies.append(b"250 2.0.0 ok: queued\r\n")
            continue
        end = peer.rest.find(b"\r\n")
        if end < 0:
            return b"".join(replies)
        verb = bytes(peer.rest[:4]).upper()
        del peer.rest[: end + 2]
        peer.in_data = verb == b"DATA"
        replies.append(_REPLIES.get(verb, b"500 5.5.2 unknown command\r\n"))
