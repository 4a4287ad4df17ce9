"""People who sign in: provider staff and customers' contacts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """A user with that address, lower-cased; without a password nobody can sign in."""
        if not email:
            raise ValueError("Give the user's e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An admin who may do everything."""
        return self.create_user(
            email, password, **({"is_staff": True, "is_superuser": True} | fields)
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login, known by an e-mail address.

    Staff work in the admin, for every provider unless they are limited: then for those that
    `limited_to` names, which may be none. A contact's login is an ordinary user that one or more
    `Contact` rows point to.
    """

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_staff = models.BooleanField(
        "staff", default=False, help_text="May use the admin."
    )
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # A flag of its own, so that taking the last provider away never opens all of them.
    is_limited = models.BooleanField(
        "limited",
        default=False,
        help_text="Sees only the providers named below; none, when none is named.",
    )
    limited_to = models.ManyToManyField(
        "catalogue.Provider", blank=True, related_name="staff"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="catalogue_user_email_ignoring_case",
                violation_error_message="A user with this e-mail address exists.",
            ),
        ]

    def __str__(self):
        return self.name or self.email
