"""Keep the tallies by trigger, and tune the two tables that change a million times per mailing."""

from django.db import migrations

TALLIES = """
CREATE FUNCTION delivery_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_mailingtally AS tally (mailing_id, slot, state, count)
    SELECT mailing_id, pg_backend_pid() % 16, state, count(*)
    FROM new_rows
    GROUP BY mailing_id, state
    ORDER BY mailing_id, state
    ON CONFLICT (mailing_id, slot, state) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO delivery_mailingtally AS tally (mailing_id, slot, state, count)
    SELECT mailing_id, pg_backend_pid() % 16, state, sum(change)
    FROM (
        SELECT mailing_id, state, -1 AS change FROM old_rows
        UNION ALL
        SELECT mailing_id, state, 1 FROM new_rows
    ) AS changes
    GROUP BY mailing_id, state
    HAVING sum(change) <> 0
    ORDER BY mailing_id, state
    ON CONFLICT (mailing_id, slot, state) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE TRIGGER delivery_tally_added AFTER INSERT ON delivery_delivery
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_tally_added();
CREATE TRIGGER delivery_tally_changed AFTER UPDATE ON delivery_delivery
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_tally_changed();
"""

NO_TALLIES = """
DROP TRIGGER delivery_tally_changed ON delivery_delivery;
DROP TRIGGER delivery_tally_added ON delivery_delivery;
DROP FUNCTION delivery_tally_changed();
DROP FUNCTION delivery_tally_added();
"""

STORAGE = """
ALTER TABLE delivery_delivery SET (
    fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
ALTER TABLE delivery_mailingtally SET (fillfactor = 50, autovacuum_vacuum_threshold = 500);
"""

DEFAULT_STORAGE = """
ALTER TABLE delivery_delivery RESET (
    fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold, autovacuum_vacuum_cost_delay
);
ALTER TABLE delivery_mailingtally RESET (fillfactor, autovacuum_vacuum_threshold);
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.RunSQL(TALLIES, NO_TALLIES),
        migrations.RunSQL(STORAGE, DEFAULT_STORAGE),
    ]
