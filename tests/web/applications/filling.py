"""An application as a browser fills it in and sends it."""

import re

from app.extensions import db
from tests.answers import REASONS
from tests.factories import fresh

NAME = {
    "family_name": "Odhiambo", "given_names": "Grace Achieng", "birth_date": ["27", "3", "1985"],
    "address_as": "Judge <zqx7>",
}  # fmt: skip


SECTIONS = {
    "name": NAME,
    "passport": {
        "nationality": "KE", "sex": "F", "passport_number": "a 1234567",
        "passport_expires": ["3", "June", "2030"],
    },
    "contact": {
        "mobile": "+254 712 345 678", "has_whatsapp": "y", "postal_address": "Box 1\r\nNairobi",
        "residence": "KE", "emergency_name": "Otieno", "emergency_relation": "Brother",
        "emergency_phone": "+254712345679",
    },
    "job": {
        "job_title": "Magistrate", "work": "judge", "employer": "Judiciary", "work_city": "Nairobi",
        "job_since": ["3", "2015"], "duties": "I hear cases.", "was_here_before": "no",
        "career-0-post": "Clerk", "career-0-employer": "Court", "career-0-since": ["1", "2010"],
        "career-0-until": ["2", "2015"],
    },
    "education": {
        "degree": "bachelor", "degree_place": "University of Nairobi", "degree_year": "2008",
        "english_read": "most", "english_speak": "most", "english_write": "some",
    },
    "reasons": REASONS,
}  # fmt: skip


def found(what):
    """As it is in the database now."""
    db.session.rollback()
    return db.session.scalars(what).all()


def address(application, page=""):
    return f"/my/{application.reference}{page}"


def fill_in(client, application, section, **changes):
    """Post the section over what is there now."""
    typed = {**SECTIONS.get(section, {}), **changes}
    typed.setdefault("version", str(fresh(application).version))
    return client.post(address(application, f"/{section}"), data=typed)


def declaration(client, application, **changes):
    page = client.get(address(application, "/declare")).text
    hidden = dict(re.findall(r'name="(version|key|issued)"[^>]* value="([^"]*)"', page))
    return {**hidden, "is_declared": "y", "declared_as": "Grace Odhiambo", **changes}


def send(client, application, **changes):
    data = declaration(client, application, **changes)
    return client.post(address(application, "/declare"), data=data)


def locks(statements):
    return sum("FOR UPDATE OF application" in one for one in statements)
