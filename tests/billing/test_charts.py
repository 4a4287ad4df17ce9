"""Charts: lines and bars stand where the figures say, inside the frame, whatever the figures are."""

from hypothesis import given
from hypothesis import strategies as st

from billing import charts
from billing.charts import BOTTOM, LEFT, RIGHT, TOP, Month

HOUR = 60


def points(text):
    return [tuple(map(float, point.split(","))) for point in text.split()]


def test_hours_left_fall_from_all_of_them_to_none():
    # 20 h bought, 5 h used on each of the first 2 of 4 days: 10 h left at half the width.
    drawn = charts.burn(20 * HOUR, [5 * HOUR, 5 * HOUR], 4, None)

    half = (TOP + BOTTOM) / 2
    middle = (LEFT + RIGHT) / 2
    assert points(drawn.actual)[0] == (LEFT, TOP)
    assert points(drawn.actual)[-1] == drawn.now == (middle, half)
    assert points(drawn.pace) == [(LEFT, TOP), (RIGHT, BOTTOM)]
    assert drawn.likely == drawn.band == ""


def test_a_projection_begins_today_and_ends_with_the_month():
    drawn = charts.burn(20 * HOUR, [10 * HOUR], 2, (20 * HOUR, 18 * HOUR, 20 * HOUR))

    assert points(drawn.likely) == [drawn.now, (RIGHT, BOTTOM)]
    low, high = points(drawn.band)[1:]
    assert low[1] < high[1] == BOTTOM  # 2 h left are above none


def test_what_goes_beyond_the_hours_is_drawn_below_none():
    drawn = charts.burn(10 * HOUR, [15 * HOUR], 30, (20 * HOUR, 20 * HOUR, 20 * HOUR))

    assert drawn.now[1] > drawn.frame.zero
    assert points(drawn.likely)[-1] == (RIGHT, BOTTOM)
    assert [tick.text for tick in drawn.frame.upwards] == ["−10 h", "−5 h", "0 h", "5 h", "10 h"]  # fmt: skip


def test_parts_of_a_day_stand_on_each_other():
    names = {"package": "from packages", "apart": "charged apart"}
    days = [{"package": 120, "apart": 60}, {}, {"apart": 60}]

    drawn = charts.by_day(days, names, marked=[False, False, True])

    first, second, third = drawn.bars
    assert first.y + first.height == BOTTOM
    assert second.y + second.height == first.y
    assert second.y == TOP  # the tallest column is as high as there is room
    assert third.text == "3: 1 h charged apart"
    assert [round(x, 1) for x, _ in drawn.marked] == [round(third.x + third.width / 2, 1)]  # fmt: skip


def test_a_month_shows_what_was_bought_beside_what_was_used():
    drawn = charts.by_month([Month("Sep", 20 * HOUR, 10 * HOUR, 20 * HOUR), Month("Oct", 0, 0, 0)], "within", "beyond")  # fmt: skip

    within, beyond = drawn.bars
    (bought,) = drawn.levels
    assert (within.kind, beyond.kind) == ("within", "beyond")
    assert bought.y == within.y == beyond.y + beyond.height
    assert beyond.text == "Sep: 10 h beyond"


def test_parts_of_a_line_fill_it_when_they_are_more_than_the_whole():
    within = charts.along([("within", 300), ("left", 0)], 1200)
    over = charts.along([("within", 1200), ("beyond", 400)], 1200)

    assert [(bar.x, bar.width) for bar in within] == [(0, 25)]
    assert [(bar.x, bar.width) for bar in over] == [(0, 75), (75, 25)]
    assert charts.along([("within", 0)], 0) == ()


@given(
    allowed=st.integers(0, 600_000),
    used=st.lists(st.integers(0, 90_000), max_size=31),
    projected=st.none() | st.tuples(*[st.integers(0, 10**7)] * 3),
)
def test_no_figure_leads_out_of_the_frame(allowed, used, projected):
    drawn = charts.burn(allowed, used, 31, projected)

    drawn_points = points(" ".join([drawn.actual, drawn.likely, drawn.band]))
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in drawn_points)
    assert 1 <= len(drawn.frame.upwards) <= 7


@given(st.lists(st.dictionaries(st.sampled_from("ab"), st.integers(0, 2000)), max_size=31))  # fmt: skip
def test_columns_stay_in_the_frame(days):
    drawn = charts.by_day(days, {"a": "one", "b": "other"}, [True] * 31)

    for bar in drawn.bars:
        assert bar.x >= LEFT
        assert bar.x + bar.width <= RIGHT
        assert bar.y >= TOP
        assert bar.y + bar.height <= BOTTOM + 0.2
    assert all(y >= 0 for _, y in drawn.marked)
