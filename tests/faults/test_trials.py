"""A trial of two texts whose worker is killed between the decision and the end of letting go."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from delivery.models import Delivery, State
from delivery.sweep import sweep
from delivery.tasks import send_deliveries
from newsletters.models import IssueSending, IssueTrial, TrialDecision
from newsletters.sending import follow_sendings, start_due_sendings
from newsletters.trials.running import continue_trials
from newsletters.trials.texts import HELD, REST
from tests.newsletters.factories import StaffFactory
from tests.newsletters.trials.people import make_trial_issue, order_trial
from tests.processes import process_environment, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# The worker lets go of ten at a time, so that there is a middle to be killed in.
WORKER = """
import django
django.setup()
from delivery import holding
from newsletters.trials.running import continue_trials
holding.CHUNK = 10
continue_trials()
"""
WAITING_FOR_THE_LOCK = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'delivery_varianttally'::regclass"
)


def waiting() -> Counter[int]:
    rows = Delivery.objects.filter(state=State.QUEUED)
    return Counter(rows.values_list("variant_number", flat=True))


def worker_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING_FOR_THE_LOCK)
        return cursor.fetchone()[0] > 0


def test_killed_after_the_decision_every_reader_gets_one_text(sink):
    sending = order_trial(make_trial_issue(), StaffFactory.create())
    start_due_sendings()
    send_deliveries()
    continue_trials()
    IssueTrial.objects.update(sample_left_at=F("sample_left_at") - timedelta(hours=2))
    held = waiting()[HELD]
    with transaction.atomic(), connection.cursor() as cursor:
        # Letting go changes tallies; the worker has decided and stands before the first ten.
        cursor.execute("LOCK TABLE delivery_varianttally IN EXCLUSIVE MODE")
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            cwd=settings.BASE_DIR,
            env=process_environment(DJANGO_SETTINGS_MODULE="pmcsite.settings"),
        )
        wait_until(worker_waits, "the worker to let go of the first ten")
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert TrialDecision.objects.values_list("text", "released_at").get() == ("a", None)
    wait_until(lambda: not worker_waits(), "PostgreSQL to notice")
    for _beat in range(2):
        continue_trials()
    assert waiting() == {REST["a"]: held}
    assert TrialDecision.objects.get().released_at is not None
    send_deliveries()
    sweep()
    follow_sendings()
    assert len(sink.stored) == 200
    assert set(sink.recipients().values()) == {1}
    sending.refresh_from_db()
    assert sending.state == IssueSending.State.SENT
