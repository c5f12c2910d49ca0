"""Compare the rows of an import with who is known already: what applying it would do, and what not."""

from typing import Final

from django.db import connection, transaction

from delivery.api import suppressed_among
from members.api import known_members
from newsletters.models import ImportedRow, SubscriberImport, Subscription

RANGE: Final = 10_000

_TELL_REPEATED: Final = """
WITH later AS (
    SELECT id, (SELECT min(earlier.line) FROM newsletters_importedrow earlier
        WHERE earlier.of_import_id = this.of_import_id AND earlier.address = this.address AND earlier.address <> '') AS first
    FROM newsletters_importedrow this
    WHERE of_import_id = %s AND line > %s AND line <= %s AND address <> ''
)
UPDATE newsletters_importedrow SET same_as = later.first FROM later
WHERE newsletters_importedrow.id = later.id AND later.first < newsletters_importedrow.line
"""


def compare_range(import_id: int) -> bool:
    """Look up the next rows and add to the counts; return whether there may be more. Changes no person.

    The counts and how far they go are one transaction, so nothing is counted twice. Of rows whose addresses are the
    same once normalised the first counts, the others are marked.
    """
    with transaction.atomic():
        order = (
            SubscriberImport.objects.select_for_update(skip_locked=True)
            .filter(pk=import_id, state=SubscriberImport.State.CHECKING, all_read=True)
            .first()
        )
        if order is None:
            return False
        after = order.compared_through
        lines = list(
            order.rows.filter(line__gt=after).order_by("line").values_list("line", flat=True)[RANGE - 1 : RANGE]
        )
        through = lines[0] if lines else order.read_through
        with connection.cursor() as cursor:
            cursor.execute(_TELL_REPEATED, [import_id, after, through])
            order.add_counts(repeated=cursor.rowcount)
        _count(order, good_rows(order, after, through))
        order.compared_through = through
        if not lines:
            order.state = SubscriberImport.State.CHECKED
        order.save()
    return bool(lines)


def good_rows(order: SubscriberImport, after: int, through: int) -> list[ImportedRow]:
    """Return the rows of a range that can be applied: without a problem, and the first with their address."""
    return list(order.rows.filter(line__gt=after, line__lte=through, problem="", same_as=None).order_by("line"))


def _count(order: SubscriberImport, rows: list[ImportedRow]) -> None:
    addresses = [row.address for row in rows]
    known = known_members(addresses)
    suppressed = suppressed_among(addresses)
    blocked = {address for address, member in known.items() if not member.is_active}
    welcome = [address for address in addresses if address not in suppressed and address not in blocked]
    order.add_counts(
        good=len(rows),
        suppressed=len(suppressed),
        blocked=len(blocked - suppressed),
        new_members=sum(1 for address in welcome if address not in known),
        known_members=sum(1 for address in welcome if address in known),
    )
    members = [known[address].pk for address in welcome if address in known]
    newsletters = list(order.newsletters.values_list("pk", flat=True))
    states = Subscription.objects.filter(member__in=members, newsletter__in=newsletters)
    found = dict.fromkeys(newsletters, 0)
    for newsletter, state in states.values_list("newsletter", "state"):
        found[newsletter] += 1
        order.add_counts(**{f"{state}.{newsletter}": 1})
    for newsletter in newsletters:
        order.add_counts(**{f"to_add.{newsletter}": len(welcome) - found[newsletter]})
