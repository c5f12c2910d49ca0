"""Spreadsheets that no cell can turn into a program."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless_cell(value: str) -> str:
    """Return text that a spreadsheet shows instead of computing it.

    A leading apostrophe makes Excel, LibreOffice and Google Sheets take the rest as text (OWASP, "CSV
    injection"). Names such as "=HYPERLINK(…)" come from public forms.
    """
    return f"'{value}" if value.lstrip(" ").startswith(_STARTS_A_FORMULA) else value
