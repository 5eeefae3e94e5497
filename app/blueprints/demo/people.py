"""Who can be tried out, and what for."""

from typing import NamedTuple

from app.domain.errors import N_


class SamplePerson(NamedTuple):
    name: str
    role: str
    story: str
    landing: str = "/staff"
    is_official: bool = False


PEOPLE = {
    "grace": SamplePerson(
        "Grace Achieng Odhiambo", N_("Applicant, Kenya"),
        N_("Has half a draft for the 193rd International Training Course."), "/my",
    ),
    "linh": SamplePerson(
        "Thi Mai Linh Tran", N_("Applicant, Viet Nam"),
        N_("Has been offered a place and can accept or refuse it."), "/my",
    ),
    "kamau": SamplePerson(
        "M. Kamau", N_("Official of a ministry, Kenya"),
        N_("Endorses and ranks the nominees of Kenya, by a link and without an account."),
        "/n/nominees", is_official=True,
    ),
    "reviewer": SamplePerson(
        "K. Sato", N_("Reviewer"), N_("Scores the applications that were assigned."), "/review",
    ),
    "coordinator": SamplePerson(
        "S. Tanaka", N_("Coordinator"),
        N_("Checks applications, asks for corrections and draws up the selection."),
    ),
    "director": SamplePerson(
        "H. Yamamoto", N_("Director"), N_("Approves a selection or sends it back."),
    ),
    "medical": SamplePerson(
        "Y. Kato", N_("Medical officer"), N_("Looks after those who have confirmed."),
    ),
    "travel": SamplePerson(
        "N. Watanabe", N_("Travel officer"), N_("Sees the passports of those who have confirmed."),
    ),
    "post": SamplePerson(
        "R. Kobayashi", N_("Embassy of Japan, Kenya"), N_("Sees the applications of its country."),
    ),
    "auditor": SamplePerson(
        "T. Nakamura", N_("Auditor"), N_("Reads everything that was decided, and changes nothing."),
    ),
    "admin": SamplePerson(
        "E. Yoshida", N_("Administrator"),
        N_("Keeps courses, people and offices; reads no answers."), "/admin/people",
    ),
}  # fmt: skip
