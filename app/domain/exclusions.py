"""Why an application is not eligible: the codes that reports count, and their public sentences."""

from enum import StrEnum

from app.domain.errors import N_


class Exclusion(StrEnum):
    COUNTRY = "country"
    WORK = "work"
    YEARS = "years"
    AGE = "age"
    ENGLISH = "english"
    DOCUMENTS = "documents"
    TWICE = "twice"
    OTHER = "other"


EXCLUSIONS: dict[Exclusion, str] = {
    Exclusion.COUNTRY: N_("This course is for other countries."),
    Exclusion.WORK: N_("This course is for people who do other work."),
    Exclusion.YEARS: N_("This course needs more years of work in this field."),
    Exclusion.AGE: N_("This course is for people of another age."),
    Exclusion.ENGLISH: N_("This course needs more English."),
    Exclusion.DOCUMENTS: N_("We did not receive the documents that this course needs."),
    Exclusion.TWICE: N_("We have another application from you for this course."),
    Exclusion.OTHER: N_("Another reason"),
}
