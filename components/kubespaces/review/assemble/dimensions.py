"""Two postures side by side."""

from kubespaces.review.document import DimensionReview, IsolationChange
from kubespaces.review.isolation import Dimension, Direction, Facts, Posture, compare, worst


def dimension_reviews(before: Posture, after: Posture) -> list[DimensionReview]:
    """Return every dimension of which something is known, before and after."""
    reviews = []
    for dimension in Dimension:
        old, new = before.get(dimension, Facts()), after.get(dimension, Facts())
        if old or new:
            reviews.append(_review(dimension, old, new))
    return reviews


def one_sided(posture: Posture, *, new: bool) -> list[DimensionReview]:
    """Return what holds in what is new, or held in what is gone: there is nothing to compare it with."""
    return [
        DimensionReview(
            dimension=dimension,
            direction=Direction.EQUAL,
            before=[] if new else posture[dimension].words(),
            after=posture[dimension].words() if new else [],
        )
        for dimension in Dimension
        if posture.get(dimension)
    ]


def _review(dimension: Dimension, old: Facts, new: Facts) -> DimensionReview:
    changes = compare(old, new)
    before, after = old.words(), new.words()
    return DimensionReview(
        dimension=dimension,
        direction=worst(change.direction for change in changes),
        before=before,
        after=[] if not changes and before == after else after,
        changes=[IsolationChange(direction=change.direction, words=change.words) for change in changes],
    )
