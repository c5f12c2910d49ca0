"""Which text did better: known figures, and what must hold for all counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletters.trials.deciding import CHANCE, Better, Share, Text, by_chance, decide, smallest_seen

shares = st.builds(Share, st.integers(-5, 100_000), st.integers(-5, 100_000))


def test_intervals_are_wilsons():
    assert Share(10, 100).interval() == pytest.approx((0.05523, 0.17437), abs=1e-5)
    assert Share(0, 20).interval() == pytest.approx((0.0, 0.16113), abs=1e-5)
    assert Share(0, 0).interval() == (0.0, 1.0)


def test_chance_is_that_of_the_two_proportion_test():
    # 20 and 41 of 1,000: z = 2.7310.
    assert by_chance(Share(20, 1000), Share(41, 1000)) == pytest.approx(0.006313, abs=2e-5)
    assert by_chance(Share(0, 0), Share(5, 10)) == 1.0


def test_b_goes_out_only_when_it_is_better_beyond_chance():
    assert decide(Share(20, 1000), Share(41, 1000), Better.MORE).text is Text.B
    assert decide(Share(20, 1000), Share(41, 1000), Better.FEWER).text is Text.A
    assert decide(Share(41, 1000), Share(20, 1000), Better.FEWER).text is Text.B
    close = decide(Share(20, 1000), Share(25, 1000), Better.MORE)
    assert (close.text, close.is_tie) == (Text.A, True)


@given(shares)
def test_an_interval_holds_its_share_and_stays_a_share(share):
    low, high = share.interval()
    assert 0 <= low <= share.value <= high <= 1


@given(shares, shares, st.sampled_from(Better))
def test_a_verdict_follows_the_counts_and_the_order_of_texts_does_not_change_chance(a, b, better):
    verdict = decide(a, b, better)
    assert verdict.by_chance == pytest.approx(by_chance(b, a))
    assert 0 <= verdict.by_chance <= 1
    if verdict.text is Text.B:
        assert verdict.by_chance < CHANCE
        assert (b.value > a.value) is (better is Better.MORE)
    if a == b:
        assert verdict.text is Text.A


@given(st.floats(0.001, 0.5), st.integers(50, 1_000_000))
def test_what_is_said_to_be_seen_is_more_than_chance(base, per_text):
    seen = smallest_seen(base, per_text)
    if seen is not None:
        assert seen > base
        fewer = smallest_seen(base, per_text // 2)
        assert fewer is None or fewer >= seen


def test_few_readers_show_only_large_differences():
    assert smallest_seen(0.04, 1000) == pytest.approx(0.069, abs=0.002)
    assert smallest_seen(0.04, 2) is None
