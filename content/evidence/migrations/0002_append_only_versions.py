"""The rules that only a trigger can keep: versions are appended in one line, replacements never go in a circle."""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION evidence_version_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM evidence_factversion AS before
        WHERE before.id = NEW.supersedes_id AND before.fact_id = NEW.fact_id AND before.number = NEW.number - 1
    ) THEN
        RAISE EXCEPTION 'A fact version supersedes the version before it of the same fact.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_version_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'created_by_id') <> (to_jsonb(OLD) - 'created_by_id')
        OR (NEW.created_by_id IS NOT NULL AND NEW.created_by_id IS DISTINCT FROM OLD.created_by_id) THEN
        RAISE EXCEPTION 'Fact versions are never changed or deleted; add a version instead.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION evidence_fact_is_consistent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.replaced_by_id IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('evidence_fact.replaced_by'));
    END IF;
    IF NEW.replaced_by_id IS NOT NULL AND EXISTS (
        WITH RECURSIVE chain(id) AS (
            SELECT NEW.replaced_by_id
            UNION
            SELECT fact.replaced_by_id FROM evidence_fact AS fact JOIN chain ON fact.id = chain.id
            WHERE fact.replaced_by_id IS NOT NULL
        )
        SELECT 1 FROM chain WHERE chain.id = NEW.id
    ) THEN
        RAISE EXCEPTION 'Facts cannot replace each other in a circle.' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.current_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM evidence_factversion AS version
        WHERE version.id = NEW.current_id AND version.fact_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'The current version of a fact is one of its own.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER evidence_version_is_appended BEFORE INSERT ON evidence_factversion
    FOR EACH ROW EXECUTE FUNCTION evidence_version_is_appended();
CREATE TRIGGER evidence_version_is_kept BEFORE UPDATE OR DELETE ON evidence_factversion
    FOR EACH ROW EXECUTE FUNCTION evidence_version_is_kept();
CREATE TRIGGER evidence_fact_is_consistent BEFORE INSERT OR UPDATE ON evidence_fact
    FOR EACH ROW EXECUTE FUNCTION evidence_fact_is_consistent();
"""

DROP = """
DROP TRIGGER evidence_version_is_appended ON evidence_factversion;
DROP TRIGGER evidence_version_is_kept ON evidence_factversion;
DROP TRIGGER evidence_fact_is_consistent ON evidence_fact;
DROP FUNCTION evidence_version_is_appended();
DROP FUNCTION evidence_version_is_kept();
DROP FUNCTION evidence_fact_is_consistent();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
