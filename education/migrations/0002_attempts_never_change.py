from django.db import migrations

FORWARD = """
CREATE FUNCTION education_row_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % never change: add a new one.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER education_attempt_never_changes
  BEFORE UPDATE ON education_attempt FOR EACH ROW EXECUTE FUNCTION education_row_never_changes();
CREATE TRIGGER education_questionversion_never_changes
  BEFORE UPDATE ON education_questionversion FOR EACH ROW EXECUTE FUNCTION education_row_never_changes();
CREATE TRIGGER education_modulerelease_never_changes
  BEFORE UPDATE ON education_modulerelease FOR EACH ROW EXECUTE FUNCTION education_row_never_changes();
"""

BACKWARD = """
DROP TRIGGER education_modulerelease_never_changes ON education_modulerelease;
DROP TRIGGER education_questionversion_never_changes ON education_questionversion;
DROP TRIGGER education_attempt_never_changes ON education_attempt;
DROP FUNCTION education_row_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("education", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
