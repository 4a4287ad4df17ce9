from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_agreements_and_hours")]

    operations = [
        migrations.AddConstraint(
            model_name="overageapproval",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)),
                name="billing_overageapproval_month",
                violation_error_message="A month is named by its first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)),
                name="billing_period_month",
                violation_error_message="A month is named by its first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)),
                name="billing_statement_month",
                violation_error_message="A month is named by its first day.",
            ),
        ),
    ]
