import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NobodyFits, NotComplete
from app.domain.next_steps import SCORES_DISAGREE
from app.domain.reviews import STANDARDS, Mark, Tally, agree, score_of, share, tally

LEVELS = st.integers(2, 4)


@given(st.lists(st.builds(Mark, LEVELS, st.integers(1, 9)), min_size=1))
def test_a_score_lies_between_the_lowest_and_the_highest_level(marks):
    levels = [mark.level for mark in marks]
    assert min(levels) <= score_of(marks) <= max(levels)


def test_a_heavier_criterion_counts_for_more():
    assert score_of([Mark(4, 3), Mark(2, 1)]) == 3.5


@pytest.mark.parametrize("level", [1, 5])
def test_the_ends_of_the_scale_need_a_word(level):
    with pytest.raises(NotComplete):
        score_of([Mark(level, 1, " ")])
    assert score_of([Mark(level, 1, "Because.")]) == level


def test_reviews_are_counted_together():
    assert tally([]) == Tally(0, 0, None, None)
    assert tally([None, 3.0]) == Tally(2, 1, 3.0, 0)
    assert tally([2.0, 3.0, 4.0]) == Tally(3, 3, 3.0, 2.0)


def test_reviewers_disagree_from_the_stated_difference_on():
    assert agree(None) and agree(SCORES_DISAGREE - 0.01)
    assert not agree(SCORES_DISAGREE)


@given(st.integers(1, 40), st.integers(2, 7), st.integers(1, 2))
def test_work_is_shared_evenly_and_nobody_is_asked_twice(applications, reviewers, each):
    busy = dict.fromkeys(range(reviewers), 0)
    pairs = share(range(applications), busy, each=each, taken={})
    assert len(set(pairs)) == applications * each
    loads = [sum(1 for _, one in pairs if one == reviewer) for reviewer in busy]
    assert max(loads) - min(loads) <= 1


def test_who_knows_a_person_is_not_asked_about_that_person():
    assert share([1], {7: 0, 8: 5}, each=1, taken={1: {7}}) == [(1, 8)]
    with pytest.raises(NobodyFits):
        share([1], {7: 0}, each=1, taken={1: {7}})


def test_the_standard_criteria_describe_each_level():
    assert len(STANDARDS) == 4
    assert all(len(set(one.anchors)) == 5 for one in STANDARDS)
