"""Customers and their people, as rows of a table."""

from django.core.exceptions import ValidationError

from catalogue.models import Contact, Customer, Guide
from catalogue.platform.tenancy import actor_of

from .exchange_columns import Choice, Flag, Word, column, day_of
from .exchange_rows import Rows


class OfCustomer(Rows):
    """Base of rows that belong to a customer, named by key."""

    def customer(self, row):
        """The row's customer, among those the person may know of."""
        key = row["customer"].strip()
        known = self.may_know(Customer.objects.all())
        return self.look_up("customer", key, lambda: known.filter(key=key).first())

    def guide(self, row):
        """The row's guide, named `provider/guide`."""
        name = row["guide"].strip()
        provider, _, key = name.partition("/")
        known = self.may_know(Guide.objects.select_related("provider"))
        found = known.filter(provider__key=provider, key=key)
        return self.look_up("guide", name, found.first)

    def day(self, row, name):
        """A date that the key needs."""
        try:
            day = day_of(row[name])
        except ValueError as error:
            raise ValidationError({name: str(error)}) from None
        if day is None:
            raise ValidationError({name: "Give the date."})
        return day


class CustomerRows(Rows):
    """Companies, by key."""

    needed = ["key"]
    help = {
        "key": "Says which customer is meant. Lower-case words joined by hyphens.",
        "zone": "Time zone, such as Europe/London.",
    }
    key = column("key", key=True)
    name = column("name", widget=Word())
    zone = column("zone", widget=Word())

    class Meta(Rows.Meta):
        model = Customer
        fields = ["key", "name", "zone"]

    def identify(self, row):
        return {"key": row["key"].strip()}

    def find(self, identity):
        found = self.may_know(Customer.objects.all()).filter(**identity).first()
        if found is None and actor_of(self.request).providers is not None:
            # Limited staff see customers by their subscriptions: a new one would be lost to them.
            raise ValidationError(
                {"key": f"No such customer: “{identity['key'][:60]}”."}
            )
        return found


class ContactRows(OfCustomer):
    """People, by customer and e-mail address. Logins come by invitation, not by a file."""

    needed = ["customer", "email"]
    help = {
        "customer": "Key of the customer.",
        "email": "With the customer, says who is meant.",
        "role": "requester, approver, billing or manager.",
        "active": "yes or no.",
    }
    customer_key = column("customer", "customer__key", key=True)
    email = column("email", key=True)
    name = column("name", widget=Word())
    phone = column("phone", widget=Word())
    role = column("role", widget=Choice(Contact.Role.choices))
    active = column("active", "is_active", Flag())

    class Meta(Rows.Meta):
        model = Contact
        fields = ["customer_key", "email", "name", "phone", "role", "active"]

    def identify(self, row):
        return {"customer": self.customer(row), "email": row["email"].strip()}

    def same(self, identity):
        return identity["customer"].pk, identity["email"].lower()

    def find(self, identity):
        people = Contact.objects.filter(customer=identity["customer"])
        found = list(people.filter(email__iexact=identity["email"])[:2])
        exact = [each for each in found if each.email == identity["email"]]
        if len(found) > 1 and not exact:
            raise ValidationError(
                {
                    "email": "Two contacts have this address. Write it as one of them does."
                }
            )
        contact = next(iter(exact or found), None)
        if contact:
            contact.customer = identity["customer"]
        return contact
