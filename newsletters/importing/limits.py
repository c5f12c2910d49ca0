"""How large what staff upload may be."""

from typing import Final

LARGEST_FILE: Final = 200 * 1024 * 1024
"""Bytes; a million addresses with names are about 60 MB."""
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 1_000
"""Characters in a column that is read; others are not looked at."""
MOST_ROWS: Final = 2_000_000
LARGEST_UNPACKED: Final = 600 * 1024 * 1024
"""Bytes that all parts of a workbook may have together; a zip file can promise a thousand times its size."""
LARGEST_SHARED_TEXTS: Final = 150 * 1024 * 1024
"""Bytes of a workbook's table of texts, the one part that is held in memory."""
