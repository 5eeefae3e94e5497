"""A scorecard is made of the criteria of its course."""

from collections.abc import Mapping, Sequence

from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Length, ValidationError

from app import i18n
from app.blueprints.forms import Form
from app.domain.errors import N_
from app.domain.reviews import LEVELS, NEEDS_COMMENT
from app.models import Assignment, Criterion
from app.operations.reviews import Level


class Scorecard(Form):
    """`pairs` has the level and the words of each criterion, as fields."""

    comment = TextAreaField(N_("Anything else that helps to decide (optional)"), [Length(max=2000)])
    criteria: Sequence[Criterion]

    @property
    def pairs(self) -> list[tuple[Criterion, Field, Field]]:
        return [(one, self[f"level_{one.id}"], self[f"comment_{one.id}"]) for one in self.criteria]

    @property
    def levels(self) -> dict[int, Level]:
        return {
            one.id: Level(int(level.data), (comment.data or "").strip())
            for one, level, comment in self.pairs
        }


class ConflictForm(Form):
    reason = TextAreaField(
        N_("How do you know this person?"),
        [InputRequired(N_("Write how you know this person")), Length(max=500)],
        description=N_("Coordinators read it. You will not see this application again."),
    )


def scorecard(assignment: Assignment, criteria: Sequence[Criterion]) -> Scorecard:
    """The form of this assignment, with what was given before."""
    fields: dict[str, object] = {"criteria": criteria}
    for one in criteria:
        fields[f"level_{one.id}"] = _levels(one)
        fields[f"comment_{one.id}"] = TextAreaField(
            N_("Your reason"), [Length(max=1000), _NeededWith(f"level_{one.id}")],
            description=N_("Needed for level 1 and level 5."), render_kw={"class": "few"},
        )  # fmt: skip
    form: Scorecard = type("ScorecardOfCourse", (Scorecard,), fields)(
        version=assignment.row_version, data=_given(assignment)
    )
    return form


def _levels(criterion: Criterion) -> RadioField:
    language = i18n.reader_language()
    choices = [
        SelectChoice(
            str(level),
            i18n.translate(
                N_("{level}: {words}. {anchor}"), language, level=level, words=words, anchor=anchor
            ),
        )
        for level, (words, anchor) in reversed(
            list(enumerate(zip(LEVELS, criterion.anchors, strict=True), 1))
        )
    ]
    label = i18n.translate(
        N_("{name}, weight {weight}"), language, name=criterion.name, weight=criterion.weight
    )
    return RadioField(label, [InputRequired(N_("Choose a level"))], choices=choices)


class _NeededWith:
    """Words are needed beside the lowest and the highest level."""

    def __init__(self, level: str) -> None:
        self.level = level

    def __call__(self, form: Form, field: Field) -> None:
        level = form[self.level].data
        if level in map(str, NEEDS_COMMENT) and not (field.data or "").strip():
            raise ValidationError(
                i18n.translate(N_("Say why you give {level}"), i18n.reader_language(), level=level)
            )


def _given(assignment: Assignment) -> Mapping[str, object]:
    given: dict[str, object] = {"comment": assignment.comment}
    for score in assignment.scores:
        given[f"level_{score.criterion_id}"] = str(score.level)
        given[f"comment_{score.criterion_id}"] = score.comment
    return given
