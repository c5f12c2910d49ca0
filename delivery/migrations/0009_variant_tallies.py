"""Tallies by text, kept by triggers; a mailing with one text (number 0) leaves them at the first look."""

import django.db.models.deletion
from django.db import migrations, models

TALLIES = """
CREATE FUNCTION delivery_variant_tally_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE variant_number > 0) THEN
        RETURN NULL;
    END IF;
    INSERT INTO delivery_varianttally AS tally (mailing_id, slot, variant_number, measure, count)
    SELECT mailing_id, pg_backend_pid() % 16, variant_number, state, count(*)
    FROM new_rows
    WHERE variant_number > 0
    GROUP BY mailing_id, variant_number, state
    ORDER BY mailing_id, variant_number, state
    ON CONFLICT (mailing_id, slot, variant_number, measure) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_variant_tally_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE variant_number > 0) AND
       NOT EXISTS (SELECT 1 FROM old_rows WHERE variant_number > 0) THEN
        RETURN NULL;
    END IF;
    INSERT INTO delivery_varianttally AS tally (mailing_id, slot, variant_number, measure, count)
    SELECT mailing_id, pg_backend_pid() % 16, variant_number, state, sum(change)
    FROM (
        SELECT mailing_id, variant_number, state, -1 AS change FROM old_rows WHERE variant_number > 0
        UNION ALL
        SELECT mailing_id, variant_number, state, 1 FROM new_rows WHERE variant_number > 0
    ) AS changes
    GROUP BY mailing_id, variant_number, state
    HAVING sum(change) <> 0
    ORDER BY mailing_id, variant_number, state
    ON CONFLICT (mailing_id, slot, variant_number, measure) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_variant_tally_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM new_rows WHERE kind IN ('delivered', 'bounced', 'complained', 'unsubscribed')
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO delivery_varianttally AS tally (mailing_id, slot, variant_number, measure, count)
    SELECT delivery.mailing_id, pg_backend_pid() % 16, delivery.variant_number, event.kind, count(*)
    FROM new_rows AS event JOIN delivery_delivery AS delivery ON delivery.id = event.delivery_id
    WHERE event.kind IN ('delivered', 'bounced', 'complained', 'unsubscribed') AND delivery.variant_number > 0
    GROUP BY 1, 3, 4
    ORDER BY 1, 3, 4
    ON CONFLICT (mailing_id, slot, variant_number, measure) DO UPDATE SET count = tally.count + excluded.count;
    RETURN NULL;
END $$;

CREATE TRIGGER delivery_variant_tally_added AFTER INSERT ON delivery_delivery
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_variant_tally_added();
CREATE TRIGGER delivery_variant_tally_changed AFTER UPDATE ON delivery_delivery
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_variant_tally_changed();
CREATE TRIGGER delivery_variant_tally_of_events AFTER INSERT ON delivery_deliveryevent
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION delivery_variant_tally_of_events();
ALTER TABLE delivery_varianttally SET (fillfactor = 50, autovacuum_vacuum_threshold = 500);
"""

NO_TALLIES = """
DROP TRIGGER delivery_variant_tally_of_events ON delivery_deliveryevent;
DROP TRIGGER delivery_variant_tally_changed ON delivery_delivery;
DROP TRIGGER delivery_variant_tally_added ON delivery_delivery;
DROP FUNCTION delivery_variant_tally_of_events();
DROP FUNCTION delivery_variant_tally_changed();
DROP FUNCTION delivery_variant_tally_added();
ALTER TABLE delivery_varianttally RESET (fillfactor, autovacuum_vacuum_threshold);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0008_warm_up_plans'),
    ]

    operations = [
        migrations.CreateModel(
            name='VariantTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.SmallIntegerField(verbose_name='slot')),
                ('variant_number', models.SmallIntegerField(verbose_name='text')),
                ('measure', models.CharField(max_length=12, verbose_name='measure')),
                ('count', models.IntegerField(default=0, verbose_name='count')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='delivery.mailing', verbose_name='mailing')),
            ],
            options={
                'verbose_name': 'tally of a text',
                'verbose_name_plural': 'tallies of texts',
                'constraints': [models.UniqueConstraint(fields=('mailing', 'slot', 'variant_number', 'measure'), name='unique_variant_tally')],
            },
        ),
        migrations.RunSQL(TALLIES, NO_TALLIES),
    ]
