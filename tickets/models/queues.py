"""Where tickets wait at a provider, and who is told when they wait too long."""

from django.db import models

from catalogue.models import Provider


class Queue(models.Model):
    """A team's pile of tickets at a provider."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="queues"
    )
    key = models.SlugField(max_length=100)
    name = models.CharField(max_length=200)
    email = models.EmailField(
        blank=True, help_text="The team's address: told of new tickets and warnings."
    )
    takes_new = models.BooleanField(
        "takes new tickets",
        default=False,
        help_text="Where the provider's new tickets go.",
    )

    class Meta:
        ordering = ["provider", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "key"],
                name="tickets_queue_key_per_provider",
                violation_error_message="This provider has a queue with that key.",
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=models.Q(takes_new=True),
                name="tickets_queue_one_for_new",
                violation_error_message="Another queue of this provider takes new tickets.",
            ),
        ]

    def __str__(self):
        return self.name


class EscalationContact(models.Model):
    """Who stands behind a name that a guide escalates to, for instance “Management team”."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="escalation_contacts"
    )
    name = models.CharField(
        max_length=300,
        help_text="As the guide calls them, for instance EMEA Management.",
    )
    email = models.EmailField()
    in_hours = models.BooleanField(
        "in support hours only",
        default=False,
        help_text="Mail waits for the next opening of the clock's calendar.",
    )

    class Meta:
        ordering = ["provider", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "name", "email"],
                name="tickets_escalationcontact_once",
                violation_error_message="This address stands behind that name already.",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.email}"
