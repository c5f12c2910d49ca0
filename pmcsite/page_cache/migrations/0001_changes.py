"""The log of changes to rows that pages may show, and the trigger function that writes it.

Not a Django model: only triggers write it and only the purger reads it, both in SQL.
"""

from django.db import migrations

FORWARDS = """
CREATE TABLE page_cache_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    table_name text NOT NULL,
    before jsonb,
    after jsonb,
    changed text[]
);
CREATE INDEX page_cache_change_transaction ON page_cache_change (transaction);

CREATE FUNCTION page_cache_short_values(whole jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(whole) WHERE length(value::text) <= 300
$$;

CREATE FUNCTION page_cache_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
    changed_columns text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(fresh.key) INTO changed_columns
        FROM jsonb_each(new_row) AS fresh
        WHERE fresh.value IS DISTINCT FROM old_row -> fresh.key AND fresh.key <> ALL (coalesce(TG_ARGV, '{}'));
        IF changed_columns IS NULL THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO page_cache_change (table_name, before, after, changed)
    VALUES (TG_TABLE_NAME, page_cache_short_values(old_row), page_cache_short_values(new_row), changed_columns);
    PERFORM pg_notify('page_cache', '');
    RETURN NULL;
END
$$;
"""

BACKWARDS = """
DROP FUNCTION page_cache_note_change CASCADE;
DROP FUNCTION page_cache_short_values;
DROP TABLE page_cache_change;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
