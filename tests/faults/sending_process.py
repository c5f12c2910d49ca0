"""Real processes to kill: a warm parent that forks senders against a given database."""

import contextlib
import json
import os
import resource
import signal
import sys


def main() -> None:
    """Set Django up once; then, for each line on standard input, fork a sender and print its process id.

    A line is JSON: `seconds`, `connections`, `settings` to change, `largest_file` in bytes, and `poison`, the
    key of a delivery whose building kills the sender.
    """
    import django

    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            with contextlib.suppress(BaseException):
                send(**json.loads(line))
            os._exit(0)
        print(pid, flush=True)


def send(*, seconds: float, connections: int, settings: dict[str, object], largest_file: int, poison: str) -> None:
    """Be a sender, under the given conditions."""
    from django.conf import settings as django_settings

    from delivery.sending import sender

    for name, value in settings.items():
        setattr(django_settings, name, value)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    if poison:
        build = sender.build_message

        def build_or_die(content: object, envelope: object, addressee: object, at: object) -> bytes:
            if addressee.key == poison:
                os.kill(os.getpid(), signal.SIGKILL)
            return build(content, envelope, addressee, at)

        sender.build_message = build_or_die
    sender.send_due(seconds=seconds, connections=connections)


if __name__ == "__main__":
    main()
