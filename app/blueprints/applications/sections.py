"""The pages of an application form that are a form each; documents are several."""

from app.blueprints.applications.base import SectionForm
from app.blueprints.applications.forms import PaperForm
from app.blueprints.applications.identity import ContactForm, NameForm, PassportForm
from app.blueprints.applications.ministry import MinistryForm
from app.blueprints.applications.work import EducationForm, JobForm, ReasonsForm
from app.domain.questions import Section

FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        NameForm, PassportForm, ContactForm, JobForm, EducationForm, ReasonsForm, PaperForm,
        MinistryForm,
    )
}  # fmt: skip
