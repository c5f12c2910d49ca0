"""Certificates: earned by the published rule, one per member and release, verifiable, revocable."""

import io
import threading

import pytest
from django.db import connection
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from education.certificates import NotCompleteError, ask_by_mail, issue, revoke
from education.completion import complete_lesson
from education.models import Certificate, CertificateRequest, Learner
from education.registrations import CertificateConfirmation, erase_learning, export_learning
from members.api import Member
from tests.education.factories import answer_all, make_module


def _learned(module):
    learner = Learner.objects.create()
    for lesson in module.live_lessons:
        complete_lesson(learner, module_key=module.translation_key, lesson_key=lesson.translation_key)
    answer_all(module, learner)
    return learner


def _issue(member, learner, module, name="Ada Example"):
    return issue(member, learner, module_key=module.translation_key, name=name, language="en")


@pytest.mark.django_db
def test_a_complete_module_earns_one_certificate_per_release():
    module = make_module()
    member = Member.objects.create_user("ada@example.org")
    learner = _learned(module)
    first = _issue(member, learner, module)
    assert _issue(member, learner, module, name="Somebody Else") == first
    assert (first.name, first.score, first.release.number) == ("Ada Example", 100, first.release.number)


@pytest.mark.django_db
def test_an_incomplete_module_earns_none():
    module = make_module()
    with pytest.raises(NotCompleteError):
        _issue(Member.objects.create_user("ada@example.org"), Learner.objects.create(), module)
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_a_module_that_awards_none_issues_none():
    module = make_module(awards_certificate=False)
    with pytest.raises(NotCompleteError):
        _issue(Member.objects.create_user("ada@example.org"), _learned(module), module)


@pytest.mark.django_db(transaction=True)
def test_pressing_the_button_in_parallel_issues_one():
    module = make_module()
    member = Member.objects.create_user("ada@example.org")
    learner = _learned(module)
    barrier = threading.Barrier(5)

    def run() -> None:
        try:
            barrier.wait(timeout=30)
            _issue(member, learner, module)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Certificate.objects.filter(member=member).count() == 1


@pytest.mark.django_db
def test_asking_by_mail_ends_in_the_certificate_when_the_button_is_pressed():
    module = make_module()
    learner = _learned(module)
    ask_by_mail(learner, email="Ada@Example.org", module_key=module.translation_key, name="Ada Example", language="en")
    wish = CertificateRequest.objects.get()
    assert not Certificate.objects.exists()
    kind = CertificateConfirmation()
    address = kind.confirm(wish.member, str(wish.public_id))
    certificate = Certificate.objects.get()
    assert address == certificate.get_absolute_url()
    assert certificate.member.email == "ada@example.org"
    assert kind.confirm(wish.member, str(wish.public_id)) == address


@pytest.mark.django_db
def test_somebody_elses_request_cannot_be_confirmed():
    module = make_module()
    ask_by_mail(
        _learned(module), email="ada@example.org", module_key=module.translation_key, name="Ada Example", language="en"
    )
    other = Member.objects.create_user("bob@example.org")
    assert CertificateConfirmation().confirm(other, str(CertificateRequest.objects.get().public_id)) == "/learn/"
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_anyone_can_verify_it_and_sees_when_it_was_revoked(client):
    module = make_module()
    member = Member.objects.create_user("ada@example.org")
    certificate = _issue(member, _learned(module), module, name="Ada <b>Example</b>")
    page = client.get(certificate.get_absolute_url())
    shown = page.content.decode()
    assert page.status_code == 200
    assert "genuine and valid" in shown
    assert "Ada &lt;b&gt;Example&lt;/b&gt;" in shown
    assert "ada@example.org" not in shown
    assert "<svg" in shown
    staff = Member.objects.create_superuser("staff@example.org")
    revoke(certificate, reason="Issued in error.", actor=staff)
    revoke(certificate, reason="Another reason.", actor=staff)
    shown = client.get(certificate.get_absolute_url()).content.decode()
    assert "was revoked" in shown
    assert "Issued in error." in shown
    assert "Another reason." not in shown
    assert client.get(f"/certificates/{certificate.public_id}.pdf").status_code == 404
    assert ModelLogEntry.objects.filter(action="education.revoke_certificate").count() == 1


@pytest.mark.django_db
def test_the_printed_certificate_says_who_completed_what_and_where_to_verify_it(client):
    module = make_module(title="Tests & <treatments> #1")
    certificate = _issue(
        Member.objects.create_user("ada@example.org"), _learned(module), module, name="Ada #Example *x*"
    )
    response = client.get(f"/certificates/{certificate.public_id}.pdf")
    assert response["Content-Type"] == "application/pdf"
    document = PdfReader(io.BytesIO(response.content))
    printed = " ".join(document.pages[0].extract_text().split())
    assert len(document.pages) == 1
    assert "Ada #Example *x*" in printed
    assert "Tests & <treatments> #1" in printed
    assert str(certificate.public_id) in printed.replace(" ", "")
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.django_db
def test_a_member_can_take_their_record_along_and_have_it_erased():
    module = make_module()
    member = Member.objects.create_user("ada@example.org")
    _issue(member, _learned(module), module)
    exported = export_learning(member)
    assert [len(exported[part]) for part in ("lessons", "answers", "certificates")] == [2, 2, 1]
    erase_learning(member)
    assert not Certificate.objects.exists()
    assert not Learner.objects.exists()
    assert export_learning(member) == {"lessons": [], "answers": [], "certificates": []}
