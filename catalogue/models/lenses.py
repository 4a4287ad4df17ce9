"""Provisions of one kind each: proxies, so that each kind has its own page in the admin."""

from django.db import models

from .parts import PartQuerySet
from .provisions import Provision


class KindManager(models.Manager.from_queryset(PartQuerySet)):
    """Rows of one kind of provision, for its proxy."""

    def get_queryset(self):
        return super().get_queryset().filter(kind=self.model.kind_pinned)


class MacdScenario(Provision):
    """A change a customer may ask for, and who carries it out."""

    kind_pinned = Provision.Kind.SCENARIO
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name = "MACD scenario"


class MatrixActivity(Provision):
    """A row of a responsibility matrix."""

    kind_pinned = Provision.Kind.ACTIVITY
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name_plural = "matrix activities"


class ComponentScope(Provision):
    """A supported or unsupported line of a component."""

    kind_pinned = Provision.Kind.SCOPE
    objects = KindManager()

    class Meta:
        proxy = True


class Service(Provision):
    """A row of an entitlement table: what is part of the service."""

    kind_pinned = Provision.Kind.SERVICE
    objects = KindManager()

    class Meta:
        proxy = True


class Duty(Provision):
    """What somebody has to do: a support level, the customer, an onboarding team."""

    kind_pinned = Provision.Kind.DUTY
    objects = KindManager()

    class Meta:
        proxy = True
        verbose_name_plural = "duties"


class Exclusion(Provision):
    """What is not part of the service."""

    kind_pinned = Provision.Kind.EXCLUSION
    objects = KindManager()

    class Meta:
        proxy = True


class Limit(Provision):
    """How much, how often or how long at most."""

    kind_pinned = Provision.Kind.LIMIT
    objects = KindManager()

    class Meta:
        proxy = True
