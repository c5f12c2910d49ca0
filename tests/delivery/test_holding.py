"""What is held leaves with the chosen text, and nothing else moves; tallies by text agree with the rows."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.api import MailContent, add_recipients, release_held, start_mailing, switch_variant, text_figures
from delivery.models import Delivery, DeliveryEvent, EventKind, Mailing, State, VariantTally
from delivery.sending.claim import next_due
from tests.delivery.factories import CONTENT, make_mailing, make_recipients

pytestmark = pytest.mark.django_db
FAR = timedelta(days=60)


@pytest.fixture
def mailing() -> Mailing:
    """Three texts; two deliveries to leave with text 1 and five held with text 0."""
    other = MailContent(subject="Other", text="Other {{ first_name }}\n", html="<p>Other {{ first_name }}</p>")
    made = make_mailing(content=[CONTENT, other, other])
    add_recipients(made.pk, make_recipients(2, variant=1))
    add_recipients(made.pk, make_recipients(5, start=2, not_before=timezone.now() + FAR))
    start_mailing(made.pk)
    return made


def release(mailing: Mailing, **options):
    until = timezone.now() + FAR - timedelta(hours=1)
    return release_held(mailing.pk, held=0, held_until=until, to=2, **options)


def numbers(mailing: Mailing) -> Counter[int]:
    return Counter(Delivery.objects.filter(mailing=mailing).values_list("variant_number", flat=True))


def test_only_what_is_held_and_still_waits_is_let_go(mailing):
    held = list(Delivery.objects.filter(variant_number=0).order_by("id"))
    Delivery.objects.filter(pk=held[0].pk).update(state=State.CANCELLED, settled_at=timezone.now())
    Delivery.objects.filter(pk=held[1].pk).update(not_before=timezone.now())
    done = release(mailing)
    assert (done.count, done.is_done) == (3, True)
    assert numbers(mailing) == {1: 2, 2: 3, 0: 2}
    assert not Delivery.objects.filter(variant_number=2, not_before__gt=timezone.now()).exists()
    assert release(mailing).count == 0


def test_held_deliveries_are_not_due(mailing):
    Delivery.objects.filter(variant_number=1).delete()
    assert next_due(within=timedelta(days=1)) is None
    release(mailing)
    assert next_due(within=timedelta()) is not None


def test_it_stops_at_the_most_and_says_so(mailing, monkeypatch):
    monkeypatch.setattr("delivery.holding.CHUNK", 2)
    done = release(mailing, most=2)
    assert (done.count, done.is_done) == (2, False)
    assert release(mailing).is_done


def test_a_text_that_does_not_exist_is_refused(mailing):
    until = timezone.now()
    for number in (0, 7):
        with pytest.raises(LookupError):
            release_held(mailing.pk, held=0, held_until=until, to=number)


def test_tallies_follow_states_texts_and_events(mailing):
    first = Delivery.objects.filter(variant_number=1).order_by("id").first()
    Delivery.objects.filter(pk=first.pk).update(state=State.SENT, settled_at=timezone.now())
    DeliveryEvent.objects.create(delivery=first, kind=EventKind.BOUNCED)
    DeliveryEvent.objects.create(delivery=first, kind=EventKind.DEFERRED)
    release(mailing)
    figures = text_figures(mailing.pk)
    assert figures[1].counts == {"queued": 1, "sent": 1, "bounced": 1}
    assert (figures[1].intended, figures[1].on_their_way, figures[1].arrived) == (2, 1, 0)
    assert (figures[2].intended, figures[2].on_their_way) == (5, 5)
    switch_variant(mailing.pk, below=2, to=2)
    assert text_figures(mailing.pk)[1]["queued"] == 0
    assert text_figures(mailing.pk)[2]["queued"] == 6


def test_a_mailing_with_one_text_writes_no_tally_by_text():
    made = make_mailing()
    add_recipients(made.pk, make_recipients(3))
    Delivery.objects.update(state=State.SENT, settled_at=timezone.now())
    DeliveryEvent.objects.create(delivery=Delivery.objects.first(), kind=EventKind.BOUNCED)
    assert not VariantTally.objects.exists()
