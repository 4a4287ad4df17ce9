"""Keys for programs, logins and roles."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from catalogue.models import ApiKey, User
from catalogue.models.keys import digest_of
from catalogue.platform import roles
from tests.catalogue.admin.conftest import staff
from tests.catalogue.admin.test_pages import address


def test_a_key_is_shown_once(desk, shelf, root):
    form = {"name": "Intake", "customer": shelf["customer"].pk, "scopes": ["ask"]}

    issued = desk.post(address(ApiKey, "add"), form)

    key = ApiKey.objects.get(name="Intake")
    secret = issued.context["secret"]
    assert key.digest == digest_of(secret)
    assert (key.created_by, key.scopes) == (root.email, ["ask"])
    assert secret in issued.content.decode()
    later = desk.get(address(ApiKey, "change", key.pk)).content.decode()
    assert secret not in later


def test_a_key_belongs_to_a_customer_or_to_staff(desk, shelf, root):
    both = {"customer": shelf["customer"].pk, "staff": root.pk}

    response = desk.post(address(ApiKey, "add"), {"name": "Both"} | both)

    assert response.status_code == 200
    assert not ApiKey.objects.filter(name="Both").exists()


def test_a_key_is_revoked_and_not_deleted(desk, shelf, root):
    key = shelf["apikey"]
    chosen = {"action": "revoke", "_selected_action": [key.pk]}

    desk.post(address(ApiKey, "changelist"), chosen)
    deleted = desk.post(address(ApiKey, "delete", key.pk), {"post": "yes"})

    key.refresh_from_db()
    assert key.revoked_by == root.email
    assert deleted.status_code == 403


def test_a_login_is_made_by_address(desk, db):
    form = {"email": "New.Person@Remit.example", "usable_password": "false"}

    response = desk.post(address(User, "add"), form)

    user = User.objects.get(email="new.person@remit.example")
    assert response.status_code == 302
    assert not user.has_usable_password()


def test_an_admin_gives_roles_but_no_superuser(client, db):
    boss = staff("boss@remit.example", "admin")
    other = User.objects.create_user("other@remit.example")
    curator_role = Group.objects.get(name="curator")
    client.force_login(boss)
    form = {
        "email": other.email,
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [curator_role.pk],
    }

    response = client.post(address(User, "change", other.pk), form)

    other.refresh_from_db()
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert list(other.groups.all()) == [curator_role]
    assert not other.is_superuser


def test_a_password_is_set_on_its_own_page(desk, db):
    user = User.objects.create_user("person@remit.example")
    url = reverse("admin:auth_user_password_change", args=[user.pk])
    word = "long and odd enough 17"

    response = desk.post(
        url, {"usable_password": "true", "password1": word, "password2": word}
    )

    user.refresh_from_db()
    assert response.status_code == 302
    assert user.check_password(word)


def test_roles_are_the_tables_and_syncing_twice_changes_nothing(db, capsys):
    first = roles.sync()
    Group.objects.get(name="engineer").permissions.clear()
    call_command("sync_roles")

    assert set(first) == {"curator", "engineer", "billing", "admin"}
    assert Group.objects.get(name="engineer").permissions.count() == first["engineer"]
    assert "engineer" in capsys.readouterr().out


def test_every_right_of_the_table_exists(db):
    counts = roles.sync()

    for role in ("curator", "engineer", "billing"):
        wanted = sum(len(verbs.split()) for verbs in roles.ROLES[role].values())
        assert counts[role] == wanted, role


def test_roles_do_what_they_say(db):
    curator = staff("c@remit.example", "curator")
    engineer = staff("e@remit.example", "engineer")
    billing = staff("b@remit.example", "billing")

    assert curator.has_perm("catalogue.change_revision")
    assert not curator.has_perm("catalogue.change_customer")
    assert engineer.has_perm("catalogue.add_alias")
    assert not engineer.has_perm("catalogue.change_provision")
    assert billing.has_perm("catalogue.change_subscription")
    assert not billing.has_perm("catalogue.change_user")
    assert engineer.has_perm("tickets.change_ticket")
    assert not engineer.has_perm("tickets.change_event")
    assert curator.has_perm("tickets.view_ticket")
    assert not curator.has_perm("tickets.change_ticket")
    assert not billing.has_perm("tickets.change_ticket")
