"""What makes a mail look like spam or phishing to filters and to people, read off the finished mail.

Only traits that are decided by reading: a filter's score depends on the sender's reputation as much as on words,
so no list of "bad words" is kept here.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from newsletters.findings import Finding, error, warning
from newsletters.rendering.document import RenderedMail

# Services whose links hide where they lead; filters know them because phishing uses them.
SHORTENERS = frozenset({"bit.ly", "tinyurl.com", "t.co", "ow.ly", "is.gd", "buff.ly", "goo.gl", "rebrand.ly"})
LEAST_WORDS_PER_PICTURE = 25
_PRETENDED_REPLY = re.compile(r"^\s*(re|fw|fwd|rv)\s*:", re.IGNORECASE)
_LOOKS_LIKE_ADDRESS = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#:]\S*)?$", re.IGNORECASE)


def spam_traits(mail: RenderedMail) -> Iterator[Finding]:
    """Yield what in a mail would make filters or readers distrust it."""
    yield from _subject(mail.subject)
    reader = _Reader()
    reader.feed(mail.html)
    reader.close()
    yield from _links(reader.links)
    words = len(" ".join(reader.text).split())
    if reader.pictures and words < LEAST_WORDS_PER_PICTURE * reader.pictures:
        yield warning(
            "mostly-pictures",
            _("The mail is mostly pictures: %(pictures)d of them and only %(words)d words. Say it in words, too.")
            % {"pictures": reader.pictures, "words": words},
        )


def _subject(subject: str) -> Iterator[Finding]:
    letters = [character for character in subject if character.isalpha()]
    shouting = len(letters) > 8 and sum(letter.isupper() for letter in letters) > len(letters) * 0.7
    if shouting or re.search(r"[!?]{2,}|\${2,}", subject):
        yield warning("subject-spam", _("The subject shouts (capitals, “!!”); spam filters dislike that."))
    if _PRETENDED_REPLY.match(subject):
        # A deceptive subject is unlawful in the United States: 15 U.S.C. § 7704(a)(2).
        yield error("subject-pretends", _("The subject pretends to be a reply or a forwarded mail. Take “Re:” away."))


def _links(links: list[tuple[str, str]]) -> Iterator[Finding]:
    # A link to this site may read like a source's address: a figure's citation leads to the figure's own page.
    own = (urlsplit(settings.PUBLIC_URL).hostname or "").removeprefix("www.")
    for address, words in dict.fromkeys(links):
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        if host in SHORTENERS:
            yield warning(
                "link-shortened",
                _("%(address)s hides where it leads; filters distrust it. Link to the page itself.")
                % {"address": address[:80]},
            )
        shown = _LOOKS_LIKE_ADDRESS.match(words)
        if shown and host not in {"", own} and shown.group(1).lower().removeprefix("www.") != host:
            yield error(
                "link-disguised",
                _("A link reads “%(words)s” but leads to %(host)s. That is how phishing looks.")
                % {"words": words[:80], "host": host},
            )


class _Reader(HTMLParser):
    """Collects links with their words, the number of pictures, and all visible text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.pictures = 0
        self._address: str | None = None
        self._words: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link's target or a picture."""
        if tag == "a":
            self._address, self._words = dict(attrs).get("href") or "", []
        elif tag == "img":
            self.pictures += 1
        elif tag in {"style", "title"}:
            self._silent = True

    def handle_endtag(self, tag: str) -> None:
        """Close a link."""
        if tag == "a" and self._address is not None:
            self.links.append((self._address, " ".join("".join(self._words).split())))
            self._address = None
        elif tag in {"style", "title"}:
            self._silent = False

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if self._silent:
            return
        self.text.append(data)
        if self._address is not None:
            self._words.append(data)
