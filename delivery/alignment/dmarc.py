"""DMARC of the domain in From: what receivers shall do with mail that is not ours (RFC 7489)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from delivery.alignment.dkim import tags
from delivery.alignment.finding import Finding, Level
from delivery.alignment.records import Records


@dataclass(frozen=True)
class Policy:
    """The DMARC record that counts for a domain, and the domain it was found at."""

    domain: str
    record: str
    is_spf_strict: bool
    is_dkim_strict: bool

    def aligned(self, authenticated: str, from_domain: str, *, is_strict: bool) -> bool:
        """Whether a domain that passed SPF or DKIM speaks for the domain in From (RFC 7489, section 3.1).

        Relaxed alignment compares organisational domains. Here a domain above the one in From shares it, and so does
        everything below the domain of the policy; neither is ever a public suffix such as `co.uk`, since
        `MAIL_DOMAIN` belongs to the coalition.
        """
        authenticated, from_domain = authenticated.lower(), from_domain.lower()
        if is_strict or authenticated == from_domain:
            return authenticated == from_domain
        if from_domain.endswith(f".{authenticated}"):
            return True
        return all(
            domain == self.domain or domain.endswith(f".{self.domain}") for domain in (authenticated, from_domain)
        )


def check_dmarc(from_domain: str, records: Records) -> tuple[Finding, Policy | None]:
    """Return how DMARC stands for a domain, and the policy when one counts. Raises `LookupFailedError`.

    Looks at the domain and then at its parents, down to two labels.
    """
    labels = from_domain.lower().split(".")
    for start in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[start:])
        texts = [text for text in records.texts(f"_dmarc.{domain}") if text.split(";")[0].strip().upper() == "V=DMARC1"]
        if texts:
            return _judge(domain, texts)
    words = _("There is no DMARC record; Gmail, Yahoo and Microsoft ask bulk senders for one. Begin with this one.")
    suggestion = f"v=DMARC1; p=none; rua=mailto:dmarc@{from_domain}"
    return Finding("DMARC", f"_dmarc.{from_domain}", Level.WRONG, words, suggestion=suggestion), None


def _judge(domain: str, texts: list[str]) -> tuple[Finding, Policy | None]:
    name, found = f"_dmarc.{domain}", "\n".join(texts)
    if len(texts) > 1:
        words = _("There are several DMARC records; receivers then use none. Keep one.")
        return Finding("DMARC", name, Level.WRONG, words, found), None
    given = tags(texts[0])
    wanted = given.get("p", "").lower()
    if wanted not in {"none", "quarantine", "reject"}:
        words = _("It must say “p=none”, “p=quarantine” or “p=reject”.")
        return Finding("DMARC", name, Level.WRONG, words, found), None
    policy = Policy(domain, texts[0], given.get("aspf", "r").lower() == "s", given.get("adkim", "r").lower() == "s")
    if wanted == "none":
        words = _(
            "Receivers only report (“p=none”). Once the reports show that all of your mail passes, go on to “p=quarantine”."
        )
        return Finding("DMARC", name, Level.ADVICE, words, found), policy
    return Finding(
        "DMARC", name, Level.GOOD, _("Receivers keep mail that is not yours away from readers."), found
    ), policy
