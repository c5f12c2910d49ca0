"""Keep the domain tallies by trigger, in the transaction that changes a delivery or adds an event."""

from django.db import migrations

TALLIES = """
CREATE FUNCTION delivery_domain_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE state NOT IN ('claimed', 'queued')) AND
       NOT EXISTS (SELECT 1 FROM old_rows WHERE state NOT IN ('claimed', 'queued', 'deferred')) THEN
        RETURN NULL;
    END IF;
    INSERT INTO delivery_domaintally AS tally (mailing_id, hour, measure, domain, count)
    SELECT mailing_id, date_trunc('hour', statement_timestamp(), 'UTC'), measure, domain, sum(change)
    FROM (
        SELECT new_rows.mailing_id, change.measure, change.change,
            split_part(lower(coalesce(nullif(new_rows.address, ''), old_rows.address)), '@', -1) AS domain
        FROM new_rows
        JOIN old_rows ON old_rows.id = new_rows.id AND old_rows.state <> new_rows.state
        CROSS JOIN LATERAL (VALUES (new_rows.state, 1), (nullif(old_rows.state, 'deferred'), -1)) AS change (measure, change)
        WHERE change.measure IN ('sent', 'failed', 'in_doubt', 'suppressed', 'withheld', 'deferred')
    ) AS changes
    GROUP BY mailing_id, measure, domain
    HAVING sum(change) <> 0
    ORDER BY mailing_id, measure, domain
    ON CONFLICT (mailing_id, hour, measure, domain) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_domain_tally_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM new_rows WHERE kind IN ('delivered', 'bounced', 'complained', 'unsubscribed')
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO delivery_domaintally AS tally (mailing_id, hour, measure, domain, count)
    SELECT delivery.mailing_id, date_trunc('hour', statement_timestamp(), 'UTC'), event.kind,
        split_part(lower(delivery.address), '@', -1), count(*)
    FROM new_rows AS event JOIN delivery_delivery AS delivery ON delivery.id = event.delivery_id
    WHERE event.kind IN ('delivered', 'bounced', 'complained', 'unsubscribed')
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 3, 4
    ON CONFLICT (mailing_id, hour, measure, domain) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE TRIGGER delivery_domain_tally_changed AFTER UPDATE ON delivery_delivery
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_domain_tally_changed();
CREATE TRIGGER delivery_domain_tally_of_events AFTER INSERT ON delivery_deliveryevent
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_domain_tally_of_events();
ALTER TABLE delivery_domaintally SET (fillfactor = 50, autovacuum_vacuum_threshold = 500);
"""

NO_TALLIES = """
DROP TRIGGER delivery_domain_tally_of_events ON delivery_deliveryevent;
DROP TRIGGER delivery_domain_tally_changed ON delivery_delivery;
DROP FUNCTION delivery_domain_tally_of_events();
DROP FUNCTION delivery_domain_tally_changed();
ALTER TABLE delivery_domaintally RESET (fillfactor, autovacuum_vacuum_threshold);
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_feedback")]

    operations = [migrations.RunSQL(TALLIES, NO_TALLIES)]
