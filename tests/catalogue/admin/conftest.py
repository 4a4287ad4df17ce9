"""Staff at the desk: one who may do everything, and a curator limited to a provider."""

import pytest
from django.contrib.auth.models import Group

from catalogue.actions import uploads
from catalogue.models import User
from catalogue.platform import roles
from tests.again import again
from tests.catalogue.admin.documents import GUIDE, handed_in
from tests.catalogue.admin.rows import NOON, fill_shelf


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@remit.example", "root")


@pytest.fixture
def desk(client, root):
    """The admin as a superuser sees it."""
    client.force_login(root)
    return client


@pytest.fixture
def shelf(db):
    """Rows of every model, in a draft of the curator's provider."""
    return fill_shelf(1)


@pytest.fixture
def strange(db):
    """The same of another provider, published."""
    return fill_shelf(2, published=True)


@pytest.fixture
def read(shelf):
    """Hand in and read a document: `read(content)`."""

    def read_it(content=GUIDE, name="desk.md"):
        upload = handed_in(shelf["provider"], content, name)
        uploads.read_upload(upload.pk, at=NOON)
        upload.refresh_from_db()
        return upload

    return read_it


@pytest.fixture
def curator(shelf):
    """A curator limited to the first shelf's provider."""
    return staff("curator@remit.example", "curator", shelf["provider"])


@pytest.fixture
def limited_desk(client, curator):
    """The admin as the limited curator sees it."""
    client.force_login(curator)
    return client


def staff(email, role, *providers):
    """A staff member with a role, limited to providers when some are named."""
    if not Group.objects.filter(name=role).exists():
        again("roles", roles.sync)
    user = User.objects.create_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    user.limited_to.set(providers)
    return user
