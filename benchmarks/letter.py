"""The letter all measurements send: 22 kB of text and HTML with 72 personalised places."""

_SENTENCE = (
    "Personalized medicine uses what is known about one patient to choose what helps this patient: "
    "the right treatment, in the right dose, at the right time. "
)
_PLACES = ("first_name", "city", "district", "organisation", "campaign", "unsubscribe_url")


def _text() -> str:
    blocks = [f"Dear {{{{ first_name }}}} of {{{{ city }}}}, {_SENTENCE}{{{{ {_PLACES[n % 6]} }}}}" for n in range(12)]
    return "\n\n".join(blocks)


def _html() -> str:
    blocks = [
        f'<tr><td class="block" style="padding:16px;font-family:Georgia,serif">'
        f"<h2>{{{{ campaign }}}} in {{{{ city }}}}</h2><p>{_SENTENCE * 9}</p>"
        f'<p><a href="https://example.org/act/{number}/" style="color:#0b5">Act for {{{{ {_PLACES[number % 5]} }}}}</a></p></td></tr>'
        for number in range(12)
    ]
    return f"<html><body><table>{''.join(blocks)}</table></body></html>"


SUBJECT = "{{ first_name }}, your month in personalized medicine"
TEXT = _text()
HTML = _html()


def values(number: int) -> dict[str, str]:
    """What is filled in for one recipient."""
    return {
        "first_name": f"Person{number}",
        "city": f"Springfield {number % 500}",
        "district": f"District {number % 52}",
        "organisation": f"Coalition member & partner {number % 90}",
        "campaign": "Cover biomarker testing in every state",
        "unsubscribe_url": f"https://example.org/unsubscribe/{number:032x}",
    }
