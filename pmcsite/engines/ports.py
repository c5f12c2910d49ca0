"""Free loopback ports, chosen once and kept as long as nobody else takes them."""

import random
import socket

from pmcsite.engines.failures import EngineError

LOOPBACK = "127.0.0.1"
# Below the range from which kernels hand out ports to outgoing connections.
_RANGE = range(20_000, 32_000)
_chooser = random.SystemRandom()


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def reserve(preferred: int) -> socket.socket:
    """Return a listening socket on `preferred` when it is free, else on another port.

    For a child that inherits it: nobody can take the port between the choice and the child's start, nor
    while the child is started again.
    """
    for port in (preferred, *_chooser.sample(_RANGE, 200)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((LOOPBACK, port))
            listening.listen(256)
        except OSError:
            listening.close()
        else:
            return listening
    raise EngineError("No free port was found between 20000 and 32000 on 127.0.0.1.")


def choose(preferred: int | None = None) -> int:
    """Return `preferred` when it is free, else another free port; raise `EngineError` when none is."""
    if preferred is not None and is_free(preferred):
        return preferred
    for port in _chooser.sample(_RANGE, 200):
        if is_free(port):
            return port
    raise EngineError("No free port was found between 20000 and 32000 on 127.0.0.1.")
