"""The whole way over HTTP: from the public page to a message in a real mail server, and what is refused on it."""

import time
from email import policy
from email.parser import BytesParser
from html.parser import HTMLParser
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from advocacy.campaigns.api import Whereabouts
from advocacy.campaigns.models import LetterAction, LetterActionPage, LetterText, Participation
from advocacy.legislators.models import Term
from advocacy.outreach.advancing import advance_waiting
from advocacy.outreach.mailing_kind import LetterMailing
from advocacy.outreach.models import Letter
from delivery.api import Outcome
from delivery.outcomes import tell_outcomes
from delivery.sending.sender import send_due
from members.confirmation.mails import mail_confirmation
from members.models import ConfirmationRequest, Member
from members.privacy.erasure import erase_member
from tests.advocacy.campaigns import factories as campaigns
from tests.advocacy.outreach import factories
from tests.delivery.sink import Sink
from tests.members.factories import ConfirmedMemberFactory
from tests.members.mailbox import link_in, mails_to, text_of

OWN_WORDS = "My test came late.\r\n\r\n“Late” & <costly>: {{ settings.SECRET_KEY }}"


class _Fields(HTMLParser):
    """The successful controls of the last form on a page whose action ends with something."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action, self._inside = action, False
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "form":
            self._inside = (values.get("action") or "").endswith(self._action)
        elif self._inside and tag == "input" and values.get("type") == "hidden":
            self.fields[str(values["name"])] = values.get("value") or ""


def hidden(response, action: str) -> dict[str, str]:
    parser = _Fields(action)
    parser.feed(response.content.decode())
    assert parser.fields, response.content.decode()
    return parser.fields


class Visitor:
    """Somebody with a browser who goes through the steps; every form is the one the page gave them."""

    def __init__(self, page: LetterActionPage, client: Client | None = None) -> None:
        self.client = client or Client()
        self.write_path = reverse("campaigns:write", args=[page.pk])
        self.send_path = reverse("campaigns:send", args=[page.pk])

    def begins(self, **about: str):
        return campaigns.post(self.client, self.write_path, campaigns.about(**about))

    def answers(self, response, **answers: str):
        with patch("members.public_forms.form_tokens.time.time", return_value=time.time() - 10):
            return campaigns.post(self.client, self.write_path, {**hidden(response, self.write_path), **answers})

    def sends(self, response, **changes: str):
        return campaigns.post(self.client, self.send_path, {**hidden(response, "/send/"), "agree": "yes", **changes})


def preview(action: LetterAction, **answers: str):
    visitor = Visitor(campaigns.letter_page(action))
    district = str(campaigns.state_district("1").pk)
    shown = visitor.answers(visitor.begins(), **{"state_district_lower": district, "own_words": OWN_WORDS, **answers})
    assert shown.status_code == 200, shown.content.decode()
    return visitor, shown


def deliver() -> None:
    while advance_waiting():
        pass
    send_due(seconds=20)
    tell_outcomes()


@pytest.mark.django_db(transaction=True)
def test_from_the_public_page_to_the_offices_mail_server(sink: Sink, client: Client) -> None:
    campaigns.legislature()
    action = campaigns.state_action(own_words_review="none")
    factories.approve_all(action)
    visitor, shown = preview(action)
    body = shown.content.decode()
    assert "Ada Example" in body
    assert "Elena Placeholder" in body
    assert "{{ settings.SECRET_KEY }}" in body
    assert "&lt;costly&gt;" in body

    sent = visitor.sends(shown)
    assert sent.status_code == 302
    assert not Letter.objects.exclude(state="awaiting_confirmation").exists()
    deliver()
    assert sink.stored == []

    mail_confirmation(ConfirmationRequest.objects.get().pk)
    confirmation = mails_to("robin@example.org")[0]
    assert "Robin Sample" in text_of(confirmation)
    link = link_in(confirmation)
    assert client.get(link).status_code == 200
    assert set(Letter.objects.values_list("state", flat=True)) == {"awaiting_confirmation"}
    confirmed = campaigns.post(client, link, {})
    participation = Participation.objects.get()
    assert confirmed["Location"] == reverse("outreach:receipt", args=[participation.receipt_token])

    deliver()
    assert sorted(message.recipient for message in sink.stored) == [
        "ada.example@legislature.example.org",
        "elena.placeholder@legislature.example.org",
    ]
    message = BytesParser(policy=policy.default).parsebytes(sink.stored[0].content)
    assert message["From"].addresses[0].display_name == f"Robin Sample via {django_settings.WAGTAIL_SITE_NAME}"
    assert message["From"].addresses[0].domain == django_settings.MAIL_DOMAIN
    assert message["Reply-To"].addresses[0].addr_spec == "robin@example.org"
    text = message.get_body(("plain",)).get_content()
    assert "In my own words:\nMy test came late." in text.replace("\r\n", "\n")
    assert "{{ settings.SECRET_KEY }}" in text
    assert "Thank you for" in text

    receipt = client.get(confirmed["Location"]).content.decode()
    assert receipt.count("Handed over to the mail server") == 2
    assert "no office got it" in receipt


@pytest.mark.django_db(transaction=True)
def test_a_letter_to_congress_needs_the_member(client: Client) -> None:
    campaigns.legislature()
    action = campaigns.congress_action()
    factories.approve_all(action)
    participation = factories.confirmed(
        action, whereabouts=Whereabouts("ZZ", house_district=campaigns.house_district("1"))
    )
    path = reverse("outreach:receipt", args=[participation.receipt_token])
    page = client.get(path).content.decode()
    assert page.count("Needs you") >= 3
    assert "https://nadia.example.org/contact" in page
    letter = Letter.objects.get(recipient_name="Nadia Fictional")
    campaigns.post(client, path, {"do": f"sent:{letter.pk}"})
    letter.refresh_from_db()
    assert letter.state == "sent_by_member"
    campaigns.post(client, path, {"do": f"not_sent:{letter.pk}"})
    letter.refresh_from_db()
    assert letter.state == "needs_you"


@pytest.mark.django_db(transaction=True)
class TestBeforeLeaving:
    @pytest.fixture
    def queued(self, sink: Sink) -> Participation:
        campaigns.legislature()
        action = campaigns.state_action()
        factories.approve_all(action)
        participation = factories.confirmed(action)
        assert set(Letter.objects.values_list("state", flat=True)) == {"queued"}
        return participation

    def test_an_approval_that_lapsed_stops_a_queued_letter_and_a_new_one_lets_it_go(
        self, queued: Participation, sink: Sink
    ) -> None:
        texts = list(LetterText.objects.all())
        for text in texts:
            LetterText.objects.filter(pk=text.pk).update(subject="Another subject")
        deliver()
        assert sink.stored == []
        assert set(Letter.objects.values_list("state", flat=True)) == {"awaiting_approval"}
        for text in texts:
            LetterText.objects.filter(pk=text.pk).update(subject=text.subject)
        deliver()
        assert len(sink.stored) == 2
        assert set(Letter.objects.values_list("state", flat=True)) == {"handed_over"}

    def test_whoever_left_office_gets_no_letter(self, queued: Participation, sink: Sink) -> None:
        Term.objects.filter(person__name="Ada Example").delete()
        deliver()
        assert [message.recipient for message in sink.stored] == ["elena.placeholder@legislature.example.org"]
        letter = Letter.objects.get(recipient_name="Ada Example")
        assert letter.state == "withheld"
        assert "no longer holds" in letter.state_detail

    def test_a_letter_taken_back_does_not_leave(self, queued: Participation, sink: Sink, client: Client) -> None:
        letter = Letter.objects.get(recipient_name="Ada Example")
        path = reverse("outreach:receipt", args=[queued.receipt_token])
        campaigns.post(client, path, {"do": f"withdraw:{letter.pk}"})
        deliver()
        assert [message.recipient for message in sink.stored] == ["elena.placeholder@legislature.example.org"]
        letter.refresh_from_db()
        assert letter.state == "withdrawn"

    def test_the_letters_of_an_erased_member_do_not_leave(self, queued: Participation, sink: Sink) -> None:
        erase_member(Member.objects.get(pk=queued.member_id))
        deliver()
        assert sink.stored == []
        kept = Participation.objects.get()
        assert (kept.member, kept.first_name, kept.own_words, kept.state) == (None, "", "", "confirmed")

    def test_a_member_who_was_made_inactive_sends_nothing(self, queued: Participation, sink: Sink) -> None:
        Member.objects.filter(pk=queued.member_id).update(is_active=False)
        deliver()
        assert sink.stored == []
        assert set(Letter.objects.values_list("state", flat=True)) == {"withheld"}

    def test_an_outcome_told_twice_changes_nothing(self, queued: Participation, sink: Sink) -> None:
        deliver()
        letter = Letter.objects.order_by("pk")[0]
        steps = letter.events.count()
        late = Outcome(str(letter.pk), letter.outbox_key, "sent", "", letter.state_since)
        LetterMailing().on_outcome([late, late])
        stale = Outcome(str(letter.pk), "another key", "failed", "", letter.state_since)
        LetterMailing().on_outcome([stale])
        letter.refresh_from_db()
        assert letter.state == "handed_over"
        assert letter.events.count() == steps


@pytest.mark.usefixtures("legislature")
class TestRefusals:
    def test_a_forged_token(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        refused = visitor.sends(shown, form_token="forged")
        assert refused.status_code == 400
        assert "not one of ours" in refused.content.decode()
        assert not Participation.objects.exists()

    def test_a_bot_that_sends_at_once(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        fast = visitor.client.post(visitor.write_path, {**hidden(shown, "/send/")}, **campaigns.SAME_ORIGIN)
        refused = visitor.sends(fast)
        assert refused.status_code == 400
        assert "very quick" in refused.content.decode()
        assert not Participation.objects.exists()

    def test_an_expired_token(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        with patch("members.public_forms.form_tokens.time.time", return_value=time.time() + 3 * 3600):
            refused = visitor.sends(shown)
        assert refused.status_code == 400
        assert "open for too long" in refused.content.decode()

    def test_another_origin(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        data = {**hidden(shown, "/send/"), "agree": "yes"}
        for headers in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}, {}):
            assert visitor.client.post(visitor.send_path, data, **headers).status_code == 403
        assert not Participation.objects.exists()

    def test_a_robot_in_the_honeypot(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        assert visitor.sends(shown, website="https://spam.example").status_code == 400
        assert not Participation.objects.exists()

    def test_without_agreement_nothing_is_sent(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        assert visitor.sends(shown, agree="").status_code == 400
        assert not Participation.objects.exists()

    def test_words_changed_after_the_preview_are_shown_again(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        refused = visitor.sends(shown, own_words="Something else.")
        assert refused.status_code == 400
        assert "read them once more" in refused.content.decode()
        assert "Something else." in refused.content.decode()

    def test_a_text_changed_by_staff_after_the_preview_is_shown_again(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        LetterText.objects.update(subject="Another subject")
        assert "Another subject" in visitor.sends(shown).content.decode()
        assert not Participation.objects.exists()

    @pytest.mark.parametrize("zip_code", ["00000", "1234", "٣٤٥٦٧", "99999-12345", "abcde", ""])
    def test_nonsense_zip_codes(self, zip_code: str) -> None:
        refused = Visitor(campaigns.letter_page(campaigns.state_action())).begins(zip_code=zip_code)
        assert refused.status_code == 400
        assert "zip_code" in refused.content.decode()

    @pytest.mark.parametrize(
        "name", ["<script>", "{{ 7*7 }}", "x" * 10_000, "http://spam.example", "www.spam.example", "123"]
    )
    def test_names_that_are_none(self, name: str) -> None:
        assert Visitor(campaigns.letter_page(campaigns.state_action())).begins(first_name=name).status_code == 400

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Robin\r\nBcc: all@example.org".replace("@", " at "), "Robin Bcc: all at example.org"),
            ("\u202eniboR", "niboR"),
            ("Zoë 🦋", "Zoë 🦋"),
            ("O’Brien-Núñez", "O’Brien-Núñez"),
        ],
    )
    def test_unusual_names_are_cleaned_and_kept(self, typed: str, kept: str) -> None:
        action = campaigns.state_action()
        visitor = Visitor(campaigns.letter_page(action))
        district = str(campaigns.state_district("1").pk)
        shown = visitor.answers(visitor.begins(first_name=typed), state_district_lower=district)
        assert visitor.sends(shown).status_code == 302
        assert Participation.objects.get().first_name == kept

    @pytest.mark.parametrize("email", ["nobody", "a\nb@example.org", "x" * 310 + "@example.org", '"quoted part"@'])
    def test_addresses_that_are_none(self, email: str) -> None:
        assert Visitor(campaigns.letter_page(campaigns.state_action())).begins(email=email).status_code == 400

    def test_own_words_that_are_too_long(self) -> None:
        visitor = Visitor(campaigns.letter_page(campaigns.state_action(own_words_limit=100)))
        refused = visitor.answers(visitor.begins(), own_words="x" * 101)
        assert refused.status_code == 400
        assert "has 101 characters, 100 are possible" in refused.content.decode()

    def test_line_breaks_of_a_browser_count_as_one_character(self) -> None:
        visitor = Visitor(campaigns.letter_page(campaigns.state_action(own_words_limit=100)))
        assert visitor.answers(visitor.begins(), own_words="x\r\n" * 50).status_code == 200


@pytest.mark.usefixtures("legislature")
class TestAnswers:
    def test_known_and_unknown_addresses_get_the_same_answer(self) -> None:
        action = campaigns.state_action()
        page = campaigns.letter_page(action)
        known = ConfirmedMemberFactory.create(email="known@example.org")
        factories.confirmed(action, known)
        answers = []
        for email in ("known@example.org", "unknown@example.org"):
            visitor = Visitor(page)
            district = str(campaigns.state_district("1").pk)
            sent = visitor.sends(visitor.answers(visitor.begins(email=email), state_district_lower=district))
            followed = visitor.client.get(sent["Location"])
            answers.append((sent.status_code, sent["Location"], followed.content, sorted(sent.headers)))
        assert answers[0] == answers[1]

    def test_a_signed_in_member_goes_straight_to_the_receipt(self) -> None:
        action = campaigns.state_action()
        member = ConfirmedMemberFactory.create(email="robin@example.org")
        client = Client()
        client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
        visitor = Visitor(campaigns.letter_page(action), client)
        district = str(campaigns.state_district("1").pk)
        sent = visitor.sends(visitor.answers(visitor.begins(), state_district_lower=district))
        assert "/letters/" in sent["Location"]
        assert Participation.objects.get().state == "confirmed"

    def test_a_double_post_is_one_participation(self) -> None:
        visitor, shown = preview(campaigns.state_action())
        assert [visitor.sends(shown).status_code for _press in range(2)] == [302, 302]
        assert Participation.objects.count() == 1
        assert Letter.objects.count() == 2

    def test_an_unknown_zip_asks_for_the_state_and_goes_on(self) -> None:
        visitor = Visitor(campaigns.letter_page(campaigns.state_action()))
        first = visitor.begins(zip_code="99999")
        assert "Where do you live?" in first.content.decode()
        second = visitor.answers(first, state="ZZ")
        assert "state_district_lower" in second.content.decode()

    def test_a_split_zip_is_asked_about_and_never_guessed(self) -> None:
        visitor = Visitor(campaigns.letter_page(campaigns.congress_action()))
        asked = visitor.begins(zip_code="00003")
        assert "more than one district" in asked.content.decode()
        assert visitor.answers(asked).status_code == 400

    def test_the_public_page_is_the_same_for_everyone_and_sets_no_cookie(self) -> None:
        page = campaigns.letter_page(campaigns.state_action())
        member = Client()
        member.force_login(ConfirmedMemberFactory.create(), backend="django.contrib.auth.backends.ModelBackend")
        first, second = Client().get(page.url), Client().get(page.url)
        assert first.content == second.content
        assert not first.cookies
        assert b"csrfmiddlewaretoken" not in first.content

    def test_a_closed_action_says_so(self) -> None:
        action = campaigns.state_action()
        page = campaigns.letter_page(action)
        LetterAction.objects.filter(pk=action.pk).update(opens_at="2020-01-01T00:00Z", closes_at="2020-02-01T00:00Z")
        assert Visitor(page).begins().status_code == 410
        assert b"closed" in Client().get(page.url).content

    def test_a_receipt_needs_its_token(self, client: Client) -> None:
        assert client.get(reverse("outreach:receipt", args=["guessed"])).status_code == 404
        participation = factories.joined(campaigns.state_action())
        answer = client.get(reverse("outreach:receipt", args=[participation.receipt_token]))
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("legislature")
class TestBudgets:
    @pytest.mark.parametrize("kind", ["index", "campaign", "letter"])
    def test_public_pages(self, kind: str, client: Client, django_assert_max_num_queries) -> None:
        page = campaigns.letter_page(campaigns.state_action())
        campaign = page.get_parent()
        url = {"index": campaign.get_parent().url, "campaign": campaign.url, "letter": page.url}[kind]
        client.get(url)
        with django_assert_max_num_queries(30):
            assert client.get(url).status_code == 200

    def test_the_receipt(self, client: Client, django_assert_max_num_queries) -> None:
        participation = factories.confirmed(campaigns.state_action())
        path = reverse("outreach:receipt", args=[participation.receipt_token])
        client.get(path)
        with django_assert_max_num_queries(20):
            assert client.get(path).status_code == 200
