"""Know a part by its plan and its key, so that next year's plan may carry the keys of this year's."""

import django.db.models.deletion
from django.db import migrations, models


def copy_parts(apps, _schema_editor):
    """Keep every row and who stands below whom; rows above come first, so that parents exist."""
    former, parts = apps.get_model("plans", "PlanPart"), apps.get_model("plans", "PartOfPlan")
    written = {}
    levels = {"pillar": 0, "goal": 1, "objective": 2}
    for row in sorted(former.objects.all(), key=lambda row: levels.get(row.level, 3)):
        written[row.key] = parts.objects.create(
            key=row.key,
            plan_key=row.plan_key,
            parent=written.get(row.parent_id),
            level=row.level,
            number=row.number,
            title=row.title,
            retired_at=row.retired_at,
        )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="PartOfPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(db_index=True, verbose_name="key")),
                ("plan_key", models.UUIDField(verbose_name="plan")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("pillar", "Pillar"),
                            ("goal", "Goal"),
                            ("objective", "Objective"),
                            ("metric", "Metric"),
                        ],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number")),
                ("title", models.TextField(verbose_name="title")),
                ("live_metric", models.CharField(blank=True, max_length=100, verbose_name="live metric")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="retired")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="plans.partofplan",
                        verbose_name="part above",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a plan",
                "verbose_name_plural": "parts of plans",
                "ordering": ["plan_key", "number"],
            },
        ),
        migrations.RunPython(copy_parts, migrations.RunPython.noop),
        migrations.DeleteModel("PlanPart"),
        migrations.RenameModel("PartOfPlan", "PlanPart"),
        migrations.AddConstraint(
            "planpart", models.UniqueConstraint(fields=["plan_key", "key"], name="unique_part_of_a_plan")
        ),
        migrations.AddConstraint(
            "planpart",
            models.CheckConstraint(
                condition=models.Q(("live_metric", ""), ("level", "metric"), _connector="OR"),
                name="only_metrics_are_counted_live",
            ),
        ),
    ]
