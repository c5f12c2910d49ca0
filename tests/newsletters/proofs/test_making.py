"""The proof of a real sending: made once, checked without the site, silent about its recipients."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from wagtail.models import PageLogEntry

from delivery.api import erase_address
from newsletters.models import IssueSending, ProofPart, SendingProof
from newsletters.proofs import making
from newsletters.proofs.leaves import leaf_bytes
from newsletters.proofs.making import destroy_old_keys, exported, proof_for, prove_ended_sendings
from newsletters.proofs.verify import ProofError, main, verify
from newsletters.sending import start_due_sendings
from newsletters.subscriptions import end_subscription
from tests.newsletters.factories import SubscriptionFactory, make_issue, set_postal_address
from tests.newsletters.test_sending import order, send_everything
from tests.newsletters.test_staff_pages import address, enter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def proof(staff, sink, monkeypatch) -> SendingProof:
    """Five readers, two leaves to a part; one leaves after the list was made."""
    monkeypatch.setattr(making, "LEAVES_PER_PART", 2)
    set_postal_address()
    issue = make_issue(preheader="Inside")
    readers = [SubscriptionFactory.create(newsletter=issue.newsletter) for _ in range(5)]
    order(issue, staff)
    assert prove_ended_sendings() == 0

    start_due_sendings()
    end_subscription(readers[4].member, issue.newsletter, source="test")
    send_everything()
    assert (prove_ended_sendings(), prove_ended_sendings()) == (1, 0)
    return SendingProof.objects.select_related("sending__issue", "sending__newsletter").get()


def whole(proof: SendingProof) -> dict:
    return json.loads("".join(exported(proof)))


def test_the_export_proves_itself_and_names_nobody(proof, sink):
    document = whole(proof)
    assert (document["size"], len(document["leaves"]), ProofPart.objects.count()) == (5, 5, 3)
    assert verify(document, root=proof.root) == f"The proof holds: 4 sent, 1 withheld; root {proof.root}."
    sent = [leaf for leaf in document["leaves"] if leaf["state"] == "sent"]
    assert {leaf["code"] for leaf in sent} == {250}
    assert len({leaf["content"] for leaf in sent}) == 4
    assert [leaf["content"] for leaf in document["leaves"] if leaf["state"] == "withheld"] == [""]
    text = "".join(exported(proof))
    assert "@" not in text
    assert bytes(proof.key).hex() not in text
    assert PageLogEntry.objects.get(action="newsletters.prove").data == {"root": proof.root, "messages": 5}


@pytest.mark.parametrize(("field", "value"), [("state", "failed"), ("content", "0" * 64), ("code", 550), ("at", "")])
def test_any_change_is_found(proof, field, value):
    document = whole(proof)
    document["leaves"][0][field] = value
    with pytest.raises(ProofError, match="something was changed"):
        verify(document)


def test_leaves_left_out_or_added_or_another_root_are_found(proof):
    document = whole(proof)
    with pytest.raises(ProofError, match="not the one that was noted"):
        verify(document, root="0" * 64)
    document["leaves"].pop()
    with pytest.raises(ProofError, match="4 leaves and says 5"):
        verify(document)
    document["size"] = 4
    with pytest.raises(ProofError, match="something was changed"):
        verify(document)


def test_one_recipient_can_prove_what_they_got_and_nothing_about_others(proof):
    readers = list(proof.sending.newsletter.subscriptions.order_by("pk").select_related("member"))
    for index, reader in enumerate(readers):
        document = proof_for(proof, f" {reader.member.email.upper()}")
        assert document is not None
        assert (document["index"], document["address"]) == (index, reader.member.email)
        assert verify(document, root=proof.root).startswith("The proof holds: ")
        document["address"] = readers[index - 1].member.email
        with pytest.raises(ProofError, match="not this recipient's"):
            verify(document)
    assert proof_for(proof, "stranger@example.org") is None
    document = proof_for(proof, readers[0].member.email)
    document["leaf"]["state"] = "failed"
    with pytest.raises(ProofError, match="does not lead"):
        verify(document)


def test_the_proof_outlives_erasure_and_retention_and_then_opens_nothing(proof):
    reader = proof.sending.newsletter.subscriptions.select_related("member").first()
    before = "".join(exported(proof))
    erase_address(reader.member.email)
    assert "".join(exported(proof)) == before
    days = timedelta(days=site_settings.DELIVERY_RETENTION_DAYS)
    assert destroy_old_keys(proof.made_at + days) == 0
    assert destroy_old_keys(proof.made_at + days + timedelta(seconds=1)) == 1
    proof.refresh_from_db()
    assert proof_for(proof, reader.member.email) is None
    assert "The proof holds" in verify(whole(proof))


def test_the_check_needs_neither_the_site_nor_its_settings(proof, tmp_path):
    file = tmp_path / "proof.json"
    file.write_text("".join(exported(proof)))
    command = [sys.executable, "-X", "importtime", "-m", "newsletters.proofs.verify", str(file), "--root", proof.root]
    root = Path(making.__file__).parents[2]
    done = subprocess.run(command, cwd=root, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"The proof holds: 4 sent, 1 withheld; root {proof.root}.\n")
    assert "django" not in done.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "proof-of-sending/1"}', "\x00", '{"format": 1'])
def test_a_file_that_is_no_proof_is_refused_in_words(text, tmp_path, capsys):
    file = tmp_path / "proof.json"
    file.write_text(text)
    assert main([str(file)]) == 1
    assert capsys.readouterr().err.strip()
    assert main([str(tmp_path / "nowhere")]) == 1


def test_a_leaf_has_its_six_fields():
    with pytest.raises(ValueError, match="A leaf has the fields"):
        leaf_bytes({"recipient": ""})


def test_staff_download_both_and_opening_one_is_audited(proof, client, staff):
    enter(client, staff)
    issue = proof.sending.issue
    assert proof.root in client.get(address(issue)).content.decode()
    download = client.get(address(issue, "proof.json"))
    assert verify(json.loads(download.getvalue()), root=proof.root)
    reader = proof.sending.newsletter.subscriptions.select_related("member").first()
    opened = client.post(address(issue, "proof-for/"), {"address": reader.member.email})
    assert verify(opened.json(), root=proof.root)
    entry = PageLogEntry.objects.get(action="newsletters.open_proof")
    assert (entry.user, entry.data) == (staff, {"leaf": 0})
    client.post(address(issue, "proof-for/"), {"address": "stranger@example.org"})
    assert PageLogEntry.objects.filter(action="newsletters.open_proof").count() == 1
    client.logout()
    assert client.get(address(issue, "proof.json")).status_code == 302
    assert IssueSending.objects.get().state == "sent"
