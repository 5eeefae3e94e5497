"""What stands in the address of each thing of the table."""

from sqlalchemy import select

from app.domain.questions import DocumentKind
from app.extensions import db
from app.models import Link, RoleGrant
from tests.access.cast import BIDS

NOTHING = {
    "code": "none", "reference": "NONE-2222", "token": "0" * 22, "document_id": 999_999,
    "application_id": 999_999, "person_id": 999_999, "grant_id": 999_999, "official_id": 999_999,
    "institute_id": 999_999, "authority_id": 999_999, "link_id": 999_999, "passkey_id": 999_999,
    "filename": "site.css", "kind": "degree", "section": "job", "what": "stop",
    "file_kind": "csv",
}  # fmt: skip
REVIEWERS = {"there": "there", "abroad": "stranger"}
# Each has its turn.
PARTS = {
    "kenya": ("contact", "degree"), "draft": ("name", "passport"), "chosen": ("passport", "photo"),
    "coming": ("documents", "paper"), "fiji": ("paper", "english"), "typed": ("ministry", "degree"),
    "there": ("reasons", "photo"), "abroad": ("education", "degree"),
}  # fmt: skip


class Things:
    """Built once, while the database is there; then plain values."""

    def __init__(self, cast):
        self.cast = cast
        with cast.app.app_context():
            offices, grants = self._offices(), self._grants()
            self.by_door = {
                "office": offices, "country": offices, "new office": offices, "grant": grants,
                "way in": grants,
                "past": {"old": {"code": "old-1"}},
                "passkey": {"coordinator": {"passkey_id": cast.passkey.id}},
            }  # fmt: skip
            self.others = self._bids()
            db.session.remove()

    def values(self, which, thing):
        named = {} if thing == "nothing" else self.by_door.get(which, self.others)[thing]
        return NOTHING | named

    def _bids(self):
        cast, found = self.cast, {"page": {}, "live": {"token": "link of kamau"}}
        found |= {name: {"code": course.code} for name, course in cast.courses.items()}
        found |= {name: self._bid(name) for name in BIDS}
        found["astray"] = found["kenya"] | {"code": cast.courses["there"].code}
        found["passport"] = found["kenya"] | self._paper("kenya", DocumentKind.PASSPORT)
        found["strange"] = found["kenya"] | self._paper("coming", DocumentKind.DEGREE)
        return found

    def _bid(self, name):
        bid, course = self.cast.bids[name], self.cast.courses[BIDS[name][0]]
        reviewer = self.cast.people[REVIEWERS.get(name, "reviewer")]
        return {
            "code": course.code, "reference": bid.reference, "application_id": bid.id,
            "person_id": reviewer.id, **self._paper(name, DocumentKind.DEGREE),
            **dict(zip(("section", "kind"), PARTS[name], strict=True)),
        }  # fmt: skip

    def _paper(self, name, kind):
        return {"document_id": self.cast.papers[name][kind].id}

    def _offices(self):
        found = {}
        for name, office in self.cast.offices.items():
            link = db.session.scalar(select(Link.id).where(Link.authority_id == office.id))
            found[name] = {
                "code": office.country, "authority_id": office.id, "link_id": link,
                "official_id": office.officials[0].id,
            }  # fmt: skip
        return found | {"astray": found["kenya"] | {"code": "FJ"}}

    def _grants(self):
        found = {}
        for who in ("reviewer", "post", "stranger"):
            of = RoleGrant.person_id == self.cast.people[who].id
            grant = db.session.scalars(select(RoleGrant).where(of)).one()
            found[who] = {
                "person_id": grant.person_id, "grant_id": grant.id,
                "institute_id": grant.institute_id,
            }  # fmt: skip
        # A grant of the one institute, by way of the other.
        away = found["stranger"]["institute_id"]
        found["astray"] = found["reviewer"] | {"institute_id": away}
        # A grant of the one person, by way of the other.
        found["misnamed"] = found["reviewer"] | {"person_id": found["post"]["person_id"]}
        return found
