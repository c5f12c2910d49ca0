from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from members.api import Member, has_consent, unsubscribe_url
from members.confirmation.mails import mail_confirmation
from members.models import ConfirmationRequest, Consent
from newsletters.membership import (
    NewsletterPreferences,
    SubscribedToNewsletter,
    erase_subscriptions,
    export_subscriptions,
)
from newsletters.models import Newsletter, Subscription, SubscriptionRequest
from newsletters.subscriptions import (
    PENDING_DAYS,
    ask_to_subscribe,
    consent_purpose,
    end_subscription,
    forget_unconfirmed,
    handle_requests,
    read_confirmation_reference,
    remind_pending,
    subscribe_known_member,
)
from tests.members.mailbox import link_in, mails_to, text_of
from tests.newsletters.factories import MemberFactory, NewsletterFactory, SubscriptionFactory

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def deliver_confirmations() -> None:
    for pk in ConfirmationRequest.objects.filter(mail_wanted_at__isnull=False).values_list("pk", flat=True):
        mail_confirmation(pk)


def post_form(client, **data):
    return client.post("/newsletters/subscribe/", data, headers=SAME_ORIGIN)


@pytest.mark.django_db
def test_from_the_form_to_the_button_to_leaving(client):
    brief = NewsletterFactory.create(slug="brief")
    answer = post_form(client, email="Ann@Example.org", first_name="Ann", newsletter="brief")
    assert (answer.status_code, answer["Location"]) == (302, "/newsletters/subscribe/check-your-mail/")
    assert not Member.objects.filter(email="ann@example.org").exists()

    assert handle_requests() == 1
    subscription = Subscription.objects.get(member__email="ann@example.org")
    assert subscription.state == Subscription.State.PENDING
    assert not has_consent(subscription.member, consent_purpose(brief))
    deliver_confirmations()
    (mail,) = mails_to("ann@example.org")
    assert brief.name in text_of(mail)

    link = link_in(mail)
    client.get(link)
    subscription.refresh_from_db()
    assert subscription.state == Subscription.State.PENDING, "opening the link must change nothing"
    assert client.post(link, headers=SAME_ORIGIN)["Location"] == "/newsletters/subscribe/confirmed/"
    subscription.refresh_from_db()
    assert subscription.state == Subscription.State.ACTIVE
    assert has_consent(subscription.member, consent_purpose(brief))
    assert brief.name in Consent.objects.get(member=subscription.member).wording.text

    leave = unsubscribe_url(subscription.member, "newsletters", str(brief.pk)).removeprefix("http://localhost:8000")
    client.get(leave)
    subscription.refresh_from_db()
    assert subscription.state == Subscription.State.ACTIVE, "mail scanners open links"
    assert client.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    subscription.refresh_from_db()
    assert subscription.state == Subscription.State.ENDED
    assert not has_consent(subscription.member, consent_purpose(brief))


@pytest.mark.django_db
def test_the_answer_is_the_same_for_known_and_unknown_addresses(client, django_assert_num_queries):
    brief = NewsletterFactory.create(slug="brief")
    SubscriptionFactory.create(member=MemberFactory.create(email="known@example.org"), newsletter=brief)
    answers = []
    for address in ("known@example.org", "unknown@example.org"):
        with django_assert_num_queries(2):
            answers.append(post_form(client, email=address, newsletter="brief"))
    assert answers[0].content == answers[1].content
    assert answers[0]["Location"] == answers[1]["Location"]
    assert handle_requests() == 2
    deliver_confirmations()
    assert not mails_to("known@example.org"), "who has it already gets no second mail"
    assert len(mails_to("unknown@example.org")) == 1
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "headers", "status"),
    [
        ({"email": "ann@example.org"}, {"sec-fetch-site": "cross-site"}, 403),
        ({"email": "ann@example.org", "website": "spam"}, SAME_ORIGIN, 400),
        ({"email": "not an address"}, SAME_ORIGIN, 400),
        ({"email": "a@example.org\nBcc: b@example.org"}, SAME_ORIGIN, 400),
        ({"email": "x" * 310 + "@example.org"}, SAME_ORIGIN, 400),
        ({"email": ""}, SAME_ORIGIN, 400),
        ({"email": "ann@example.org", "newsletter": "no-such"}, SAME_ORIGIN, 400),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(client, data, headers, status):
    NewsletterFactory.create(slug="brief")
    assert client.post("/newsletters/subscribe/", data, headers=headers).status_code == status
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.django_db
def test_without_a_choice_the_general_newsletter_is_meant(client):
    NewsletterFactory.create(slug="evidence", name="A evidence", pillar=Newsletter.Pillar.EVIDENCE)
    general = NewsletterFactory.create(slug="brief", name="Z brief")
    NewsletterFactory.create(slug="closed", name="B closed", is_open=False)
    post_form(client, email="ann@example.org")
    assert SubscriptionRequest.objects.get().newsletter_ids == [general.pk]


@pytest.mark.django_db
def test_the_form_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(client):
    NewsletterFactory.create(slug="brief")
    first, second = client.get("/newsletters/subscribe/"), client.get("/newsletters/subscribe/")
    assert first.status_code == 200
    assert first.content == second.content
    assert not client.cookies
    assert b"csrfmiddlewaretoken" not in first.content


@pytest.mark.django_db
def test_an_old_link_cannot_bring_back_what_was_ended(client):
    brief = NewsletterFactory.create()
    ask_to_subscribe("ann@example.org", [brief], source="form")
    deliver_confirmations()
    old_link = link_in(mails_to("ann@example.org")[0])
    member = Member.objects.get(email="ann@example.org")
    assert end_subscription(member, brief, source="preference page")
    client.post(old_link, headers=SAME_ORIGIN)
    assert Subscription.objects.get().state == Subscription.State.ENDED

    ask_to_subscribe("ann@example.org", [brief], source="form")
    assert (Subscription.objects.get().state, Subscription.objects.get().round) == (Subscription.State.PENDING, 2)
    client.post(old_link, headers=SAME_ORIGIN)
    assert Subscription.objects.get().state == Subscription.State.PENDING


@pytest.mark.django_db
def test_subscribing_again_after_leaving_asks_for_a_new_button(client):
    subscription = SubscriptionFactory.create()
    end_subscription(subscription.member, subscription.newsletter, source="page")
    for expected in (1, 2):
        ask_to_subscribe(subscription.member.email, [subscription.newsletter], source="form")
        deliver_confirmations()
        client.post(link_in(mails_to(subscription.member.email)[-1]), headers=SAME_ORIGIN)
        subscription.refresh_from_db()
        assert subscription.state == Subscription.State.ACTIVE
        assert len(mails_to(subscription.member.email)) == expected
        end_subscription(subscription.member, subscription.newsletter, source="page")


@pytest.mark.django_db(transaction=True)
def test_many_requests_at_once_make_one_subscription_and_one_mail():
    brief = NewsletterFactory.create()
    barrier = Barrier(8)

    def ask(_number: int) -> None:
        barrier.wait()
        try:
            ask_to_subscribe("ann@example.org", [brief], source="form")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))
    assert Subscription.objects.count() == Member.objects.count() == ConfirmationRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirming_and_leaving_at_once_leaves_one_true_state():
    subscription = SubscriptionFactory.create(state=Subscription.State.PENDING, confirmed_at=None)
    barrier = Barrier(2)

    def run(action) -> None:
        barrier.wait()
        try:
            action()
        finally:
            connection.close()

    actions = [
        lambda: subscribe_known_member(subscription.member, subscription.newsletter, source="page"),
        lambda: end_subscription(subscription.member, subscription.newsletter, source="page"),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, actions))
    subscription.refresh_from_db()
    newest = Consent.objects.order_by("-pk").first()
    assert newest is not None
    assert newest.granted == (subscription.state == Subscription.State.ACTIVE)


@pytest.mark.django_db
def test_the_database_knows_no_active_subscription_without_confirmation():
    with pytest.raises(IntegrityError, match="active_subscription_is_confirmed"), transaction.atomic():
        SubscriptionFactory.create(confirmed_at=None)


@pytest.mark.django_db
def test_one_reminder_then_forgotten():
    subscription = SubscriptionFactory.create(state=Subscription.State.PENDING, confirmed_at=None)
    assert remind_pending() == 0
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=4))
    assert (remind_pending(), remind_pending()) == (1, 0)
    assert forget_unconfirmed() == 0
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=PENDING_DAYS + 1))
    assert forget_unconfirmed() == 1
    assert not Subscription.objects.filter(pk=subscription.pk).exists()


@pytest.mark.django_db
def test_the_preference_centre_switches_both_ways_and_offers_what_is_open():
    subscription = SubscriptionFactory.create()
    closed = NewsletterFactory.create(is_open=False)
    other = NewsletterFactory.create()
    preferences = NewsletterPreferences()
    member = subscription.member
    assert {option.key: option.enabled for option in preferences.options(member)} == {
        str(subscription.newsletter_id): True,
        str(other.pk): False,
    }
    preferences.set_option(member, str(other.pk), True, "preference page")
    preferences.set_option(member, str(subscription.newsletter_id), False, "preference page")
    preferences.set_option(member, str(closed.pk), True, "preference page")
    assert dict(member.newsletter_subscriptions.values_list("newsletter_id", "state")) == {
        other.pk: Subscription.State.ACTIVE,
        subscription.newsletter_id: Subscription.State.ENDED,
    }
    with pytest.raises(LookupError):
        preferences.set_option(member, "999999999", True, "preference page")
    with pytest.raises(LookupError):
        preferences.set_option(member, "1; drop", True, "preference page")


@pytest.mark.django_db
def test_the_account_page_shows_and_saves_my_newsletters(client):
    subscription = SubscriptionFactory.create()
    other = NewsletterFactory.create()
    client.force_login(subscription.member, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/account/").content.decode()
    assert subscription.newsletter.name in page
    assert client.post("/account/newsletters/", {"newsletter": [str(other.pk)]}).status_code == 302
    states = dict(subscription.member.newsletter_subscriptions.values_list("newsletter_id", "state"))
    assert states == {subscription.newsletter_id: "ended", other.pk: "active"}


@pytest.mark.django_db
def test_segments_can_ask_for_subscribers():
    subscription = SubscriptionFactory.create()
    SubscriptionFactory.create(newsletter=subscription.newsletter, state=Subscription.State.ENDED)
    SubscriptionFactory.create()
    condition = SubscribedToNewsletter()
    found = Member.objects.filter(condition.query({"value": str(subscription.newsletter_id)}))
    assert list(found) == [subscription.member]
    for nonsense in ("", "abc", "999999999"):
        with pytest.raises(ValidationError):
            condition.query({"value": nonsense})


@pytest.mark.django_db
def test_download_and_erase():
    subscription = SubscriptionFactory.create()
    (entry,) = export_subscriptions(subscription.member)["subscriptions"]
    assert entry["newsletter"] == subscription.newsletter.name
    erase_subscriptions(subscription.member)
    assert not Subscription.objects.exists()


def test_a_damaged_reference_means_nothing():
    assert read_confirmation_reference("3.1,x.2,4,5.b,²³.1,6.2") == {3: 1, 6: 2}
