"""The database itself keeps the consent ledger: lines are only added, and the newest counts."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION members_consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('members.erasing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The consent ledger is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER members_consent_is_append_only
  BEFORE UPDATE OR DELETE ON members_consent
  FOR EACH ROW EXECUTE FUNCTION members_consent_is_append_only();

CREATE FUNCTION members_keep_current_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO members_currentconsent (member_id, purpose, granted, consent_id)
  VALUES (NEW.member_id, NEW.purpose, NEW.granted, NEW.id)
  ON CONFLICT (member_id, purpose) DO UPDATE
    SET granted = excluded.granted, consent_id = excluded.consent_id
    WHERE members_currentconsent.consent_id < excluded.consent_id;
  RETURN NULL;
END $$;

CREATE TRIGGER members_keep_current_consent
  AFTER INSERT ON members_consent
  FOR EACH ROW EXECUTE FUNCTION members_keep_current_consent();

CREATE FUNCTION members_current_consent_follows_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() > 1 THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND current_setting('members.erasing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'Current consent follows the ledger: % on % is refused.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER members_current_consent_follows_ledger
  BEFORE INSERT OR UPDATE OR DELETE ON members_currentconsent
  FOR EACH ROW EXECUTE FUNCTION members_current_consent_follows_ledger();
"""

BACKWARD = """
DROP TRIGGER members_current_consent_follows_ledger ON members_currentconsent;
DROP TRIGGER members_keep_current_consent ON members_consent;
DROP TRIGGER members_consent_is_append_only ON members_consent;
DROP FUNCTION members_current_consent_follows_ledger();
DROP FUNCTION members_keep_current_consent();
DROP FUNCTION members_consent_is_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0002_consent_organisations_segments"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
