"""One sender process of the newsletter benchmark: loads, waits for the word, sends, says how much CPU it took."""

import json
import os
import sys
import tempfile
import time


def main() -> None:
    """Arguments: SMTP port, connections, database."""
    port, connections, database = sys.argv[1:4]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmcsite.settings")
    os.environ["SANDBOX_SMTP_PORT"] = port
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.DELIVERY_JOURNAL_DIR = tempfile.mkdtemp(prefix="delivery-journal-")
    django.setup()
    from benchmarks.kind import BenchmarkKind
    from delivery.api import register_mailing_kind
    from delivery.sending.sender import send_due

    register_mailing_kind(BenchmarkKind())
    print("ready", flush=True)
    sys.stdin.readline()
    start = time.process_time()
    if os.environ.get("PROFILE"):
        import cProfile

        cProfile.runctx(
            "send_due(seconds=600, connections=int(connections))", globals(), locals(), os.environ["PROFILE"]
        )
    else:
        send_due(seconds=600, connections=int(connections))
    print(json.dumps(time.process_time() - start), flush=True)


if __name__ == "__main__":
    main()
