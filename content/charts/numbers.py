"""How a number is written.

Numbers follow United States practice in both languages, as Spanish-language media there do: a comma between
thousands, a point before decimals.
"""

from decimal import Decimal


def number_text(value: Decimal) -> str:
    """The number without needless zeros: 38,068 or 64.4."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_number(value: Decimal) -> str:
    """The number for machines: no separators, no exponent, no needless zeros."""
    return f"{value.normalize():f}"
