"""A month's way in a browser: looked at, closed, reopened, late time, a credit; accessible everywhere."""

import datetime as dt

import pytest
from django.utils import timezone

from billing.models import Period, Statement
from catalogue.periods import month_of, moved
from tests.billing import rows
from tests.browser.test_week_in_browser import check
from tests.cast import assemble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/admin/billing/"


def test_a_month_is_closed_reopened_and_credited(signed_in, complaints):
    cast = assemble()
    made = cast.agreement
    month = moved(month_of(timezone.now().date()), -1)
    made.starts_on = month
    made.save()
    rows.agreed(made, "175", since=month)
    rows.entry(made, 21 * 60, day=month)
    waits = {"approved_at": None, "approved_by": ""}
    rows.entry(made, 30, day=month + dt.timedelta(days=1), **waits)
    page = signed_in(cast.operator)

    close = f"{DESK}period/close/"
    check(page, [close], complaints)
    page.goto(page.base_url + close)
    page.get_by_label("Accept the warnings and close").check()
    page.get_by_role("button", name="for those ticked").click()
    page.get_by_text("is closed for 1 agreement. 1 statement").wait_for()
    statement = Statement.objects.get(month=month)
    period = Period.objects.get(month=month)
    later = Period.objects.get(month=moved(month, 1))
    page.goto(f"{page.base_url}{DESK}period/{period.pk}/reopen/")
    page.get_by_label("Why").fill("Forgotten work")
    page.get_by_role("button", name="Reopen").click()
    page.get_by_text("is open again").wait_for()
    page.goto(f"{page.base_url}{DESK}period/{later.pk}/late/")
    page.get_by_role("button", name="Charge it in").click()
    page.get_by_text("1 moved to").wait_for()

    assert statement.total == 3175
    check(
        page,
        [
            f"{DESK}period/",
            f"{DESK}period/{period.pk}/change/",
            f"{DESK}period/{period.pk}/reopen/",
            f"{DESK}period/{later.pk}/late/",
            f"{DESK}statement/",
            f"{DESK}statement/{statement.pk}/change/",
            f"{DESK}credit/add/",
        ],
        complaints,
    )
