"""What a ticket costs, settled on its page at the desk."""

from tests.tickets.acts.lives import last
from tests.tickets.admin.conftest import act_of, page_of, words


def settle(desk, ticket, **given):
    return desk.post(act_of(ticket, "charge"), given, follow=True)


def test_staff_settle_the_charge_and_take_that_back(bench, asked):
    decided = settle(bench, asked, charge="fee", reason="As agreed by telephone.")
    asked.refresh_from_db()

    assert (asked.charge, asked.charge_note) == ("fee", "As agreed by telephone.")
    assert "As agreed by telephone." in words(decided)
    assert last(asked).data["decided"]

    settle(bench, asked, charge="")
    asked.refresh_from_db()

    assert asked.charge != "fee"


def test_without_a_reason_it_stays_and_says_what_is_missing(bench, asked):
    before = asked.charge

    page = settle(bench, asked, charge="fee")
    asked.refresh_from_db()

    assert asked.charge == before
    assert "Write the reason" in words(page)
    assert "Settle the charge" in words(bench.get(page_of(asked)))
