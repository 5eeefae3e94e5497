"""What machines read of a course: JSON for programs, and schema.org's words for search engines."""

from datetime import datetime

from app.domain.catalogue import CourseStage, Intake, phase_at
from app.models import Course
from app.queries.catalogue import Announcement

_SCHEMA = "https://schema.org"


def linked_data(course: Course, *, url: str) -> dict[str, object]:
    """The course as schema.org has it; facts that are not known are left out."""
    is_off = course.stage == CourseStage.CANCELLED
    instance = {
        "@type": "CourseInstance",
        "courseMode": "onsite",
        "startDate": course.starts_on.isoformat(),
        "endDate": course.ends_on.isoformat(),
        "location": {"@type": "Place", "name": course.place or "Japan"},
        "eventStatus": f"{_SCHEMA}/{'EventCancelled' if is_off else 'EventScheduled'}",
        "maximumAttendeeCapacity": course.places,
    }
    offer = {
        "@type": "Offer",
        "price": 0,
        "priceCurrency": "JPY",
        "category": "Free",
        "availabilityStarts": course.opens_at.isoformat(),
        "availabilityEnds": course.apply_by.isoformat(),
        "eligibleRegion": course.countries,
    }
    return {
        "@context": _SCHEMA,
        "@type": "Course",
        "name": course.title,
        "description": course.theme or course.title,
        "courseCode": course.code,
        "inLanguage": course.language,
        "url": url,
        "provider": {"@type": "Organization", "name": course.institute.name},
        "hasCourseInstance": instance,
        **({"offers": offer} if course.intake == Intake.OPEN and not is_off else {}),
    }


def as_json(course: Announcement | Course, at: datetime, *, url: str) -> dict[str, object]:
    """A course in the list of the API."""
    return {
        "code": course.code,
        "title": course.title,
        "theme": course.theme,
        "phase": phase_at(course, at).value,
        "intake": course.intake.value,
        "place": course.place,
        "language": course.language,
        "places": course.places,
        "opens_at": course.opens_at.isoformat(),
        "apply_by": course.apply_by.isoformat(),
        "decide_by": course.decide_by.isoformat(),
        "starts_on": course.starts_on.isoformat(),
        "ends_on": course.ends_on.isoformat(),
        "countries": list(course.countries),
        "works": list(course.works),
        "is_sample": course.is_sample,
        "url": url,
    }


def in_full(course: Course, at: datetime, *, url: str) -> dict[str, object]:
    """One course of the API, with its rules."""
    return as_json(course, at, url=url) | {
        "about": course.about,
        "paid": course.paid,
        "nominate_by": course.nominate_by.isoformat(),
        "paper_by": course.paper_by.isoformat() if course.paper_by else None,
        "min_age": course.min_age,
        "max_age": course.max_age,
        "age_on": course.age_on.isoformat(),
        "min_years": course.min_years,
        "documents": list(course.documents),
        "seats": {quota.country: quota.seats for quota in course.quotas},
        "cancel_reason": course.cancel_reason,
    }
