"""Few people and few things, so that each stands for a whole kind: who may not meet is all here."""

from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import insert, update

from app.domain.accounts import digest_of, session_ends_at
from app.domain.editions import Edition as Facts
from app.domain.next_steps import MinistrySays
from app.domain.nominations import Word
from app.domain.permissions import SYSTEM
from app.domain.questions import DocumentKind
from app.domain.selection import Choice
from app.domain.workflow import Role, Status
from app.extensions import db
from app.models import (
    AuthSession,
    Document,
    Endorsement,
    Generation,
    Institute,
    Link,
    OneTime,
    Passkey,
    Purpose,
    RoleGrant,
    StaffSecret,
    seal_for,
)
from app.operations.documents import about_document, storage
from app.operations.editions import import_editions
from app.operations.official_letters import keep_official_letter
from app.queries.people import actor_of
from tests.access.canaries import Canaries
from tests.adapters.files import pdf
from tests.conftest import NOON
from tests.factories import YEAR, Factories
from tests.hostile.forms import Page
from tests.hostile.world import World

ROLES = {
    "coordinator": Role.COORDINATOR, "reviewer": Role.REVIEWER, "director": Role.DIRECTOR,
    "medical": Role.MEDICAL_OFFICER, "travel": Role.TRAVEL_OFFICER, "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR, "post": Role.POST,
}  # fmt: skip
SUBMITTED, SCREENED = Status.SUBMITTED, Status.SCREENED
# Applications by name: course, country, status, what its office said.
BIDS = {
    "kenya": ("here", "KE", SCREENED, MinistrySays.ENDORSED),
    "chosen": ("here", "KE", SCREENED, MinistrySays.ENDORSED),
    "coming": ("here", "KE", Status.CONFIRMED, MinistrySays.ENDORSED),
    "draft": ("here", "KE", Status.DRAFT, MinistrySays.NOT_ASKED),
    "fiji": ("here", "FJ", SUBMITTED, MinistrySays.ASKED),
    "typed": ("here", "FJ", SUBMITTED, MinistrySays.ASKED),
    "there": ("there", "KE", SCREENED, MinistrySays.ENDORSED),
    "abroad": ("abroad", "KE", SCREENED, MinistrySays.ENDORSED),
}
PAPERS = (DocumentKind.DEGREE, DocumentKind.PASSPORT)


class Cast(World):
    """The world of the fuzz with a cast of its own: what a request changes is forgotten."""

    def _fill(self, folder):
        db.session.execute(insert(Generation).values(name="catalogue", number=1))
        self.make = make = Factories(NOON)
        self.people, self.tokens, self.bids, self.papers = {}, {}, {}, {}
        away = Factories(NOON)
        away.numbers = make.numbers
        away._institute = away.numbered(Institute(code="away", name="Another institute"))
        self.makers = {"here": make, "there": make, "abroad": away}
        asked = {"documents": [str(kind) for kind in PAPERS]}
        self.courses = {
            name: maker.course(code=f"itc-90{number}", **asked)
            for number, (name, maker) in enumerate(self.makers.items(), 1)
        }
        self._staff()
        self._offices()
        self._applications()
        self._work()
        self._links()
        db.session.commit()
        self._letters()
        db.session.commit()
        self.canaries = Canaries(self)

    def _staff(self):
        """Each role once; then those who hold every role, but not for what is in question."""
        there = {"course_id": self.courses["there"].id}
        for who, role in ROLES.items():
            self._person(who, {"role": role} | ({"country": "KE"} if who == "post" else {}))
        self._person("post_fj", {"role": Role.POST, "country": "FJ"})
        for who in ("idle", "knows"):
            self._person(who, {"role": Role.REVIEWER})
        every = [{"role": role} for role in ROLES.values()]
        self._person("weak", *every, is_strong=False)
        self._person("former", *(one | {"holds_until": NOON} for one in every))
        self._person("there", *(one | there for one in every))
        auditor = {"role": Role.AUDITOR, "course_id": self.courses["here"].id}
        self._person("mixed", auditor, *(one | there for one in every))
        institute_id = self.courses["abroad"].institute_id
        self._person("abroad", *(one | {"institute_id": institute_id} for one in every))
        self._person("stranger", {"role": Role.REVIEWER, "institute_id": institute_id})
        for who in ("owner", "neighbour"):
            self._person(who)

    def _person(self, who, *grants, is_strong=True):
        """Somebody who has these roles, signed in."""
        person = self.make.numbered(self.make.person(name=f"Staff {who}" if grants else ""))
        self.people[who] = person
        for one in grants:
            of = {
                "person_id": person.id, "institute_id": self.make.institute.id,
                "holds_from": NOON - YEAR, "holds_until": NOON + YEAR,
            }  # fmt: skip
            db.session.add(RoleGrant(**of | one))
        self._session(who, person_id=person.id, is_strong=is_strong and bool(grants))

    def _session(self, who, **whose):
        self.tokens[who] = f"session of {who}"
        ends_at = session_ends_at(NOON, is_own_device=False)
        of = {"created_at": NOON, "seen_at": NOON, "ends_at": ends_at}
        db.session.add(AuthSession(digest=digest_of(self.tokens[who]), **of, **whose))

    def _offices(self):
        make = self.make
        self.offices = {
            "kenya": make.authority("KE"),
            "fiji": make.authority("FJ"),
            "typed": make.authority("FJ", is_on_file=False),
            "abroad": self.makers["abroad"].authority("KE"),
        }

    def _applications(self):
        owners = {"kenya": "owner", "draft": "neighbour"}
        for name, (course, country, status, says) in BIDS.items():
            office = self.offices.get(name, self.offices["kenya"])
            owner = {"person": self.people[owners[name]]} if name in owners else {}
            bid = self.makers[course].application(
                status, course=self.courses[course], country=country, ministry_says=says,
                authority_id=office.id, **owner,
            )  # fmt: skip
            if says == MinistrySays.ENDORSED:
                of_bid = update(Endorsement).where(Endorsement.application_id == bid.id)
                db.session.execute(of_bid.values(draft_choice=Word.ENDORSE))
            self.bids[name] = self.make.complete(bid)
            self.papers[name] = {kind: self._paper(bid, kind) for kind in PAPERS}

    def _paper(self, bid, kind):
        digest = f"{bid.id:050}{kind:>14}".replace(" ", "0")
        sealed = seal_for(bid.person, pdf(), about=about_document(bid, digest))
        return self.make.numbered(
            Document(
                application_id=bid.id, document_kind=kind, blob=storage().put(sealed),
                digest=digest, filename=f"{bid.reference} {kind}.pdf", size=len(pdf()),
                media_type="application/pdf", added_at=NOON,
            )
        )  # fmt: skip

    def _work(self):
        """What reviewers were asked, what was selected, a doubtful past course, a passkey."""
        make, bids = self.make, self.bids
        make.assignment(bids["kenya"], reviewer=self.people["reviewer"])
        make.assignment(bids["there"], reviewer=self.people["there"])
        make.assignment(bids["abroad"], reviewer=self.people["stranger"])
        known = {"is_conflicted": True, "conflict_reason": "We shared a room."}
        make.assignment(bids["kenya"], reviewer=self.people["knows"], **known)
        made_by, approved_by = (self.people[who] for who in ("coordinator", "director"))
        for name, course in (("chosen", "here"), ("there", "there"), ("abroad", "abroad")):
            make.slate(
                self.courses[course], [(bids[name], Choice.SELECT)],
                made_by=made_by, approved_by=approved_by,
            )  # fmt: skip
        facts = Facts(code="old-1", series="itc", series_name="Course", theme="Drugs", number=1,
                      theme_is_remembered=True, is_found=True, fiscal_year=2018)  # fmt: skip
        where = {"institute_id": make.institute.id, "file_digest": "0" * 64}
        import_editions([facts], **where, by=SYSTEM, at=NOON)
        of = {"person_id": self.people["coordinator"].id}
        make.numbered(
            StaffSecret(password_phc="x", totp_sealed=b"a secret of the telephone, sealed", **of)
        )
        key = {
            "credential_id": b"the name of a passkey",
            "public_key": b"the key of a passkey",
            "sign_count": 0,
            "transports": [],
        }
        self.passkey = make.numbered(Passkey(label="Laptop", added_at=NOON, **of, **key))

    def _links(self):
        """Officials: on file for a country, named by one applicant only, and one shut out."""
        for who, office, bid in (
            ("kamau", "kenya", None), ("fijian", "fiji", None), ("typist", "typed", "typed"),
            ("revoked", "kenya", None), ("away", "abroad", None),
        ):  # fmt: skip
            authority = self.offices[office]
            link = self.make.numbered(
                Link(
                    digest=digest_of(f"link of {who}"), official_id=authority.officials[0].id,
                    authority_id=authority.id, course_id=self.courses["here"].id,
                    application_id=self.bids[bid].id if bid else None,
                    ends_at=NOON + timedelta(days=30),
                    revoked_at=NOON if who == "revoked" else None,
                )
            )  # fmt: skip
            self.people[who] = link
            self._session(who, link_id=link.id)

    def _letters(self):
        """The official letter of Kenya's office, and an invitation that nobody has taken up."""
        by, office = self.make.official(self.bids["kenya"]), self.offices["kenya"]
        keep_official_letter(self.courses["here"].id, office.id, pdf(), by=by, at=NOON)
        db.session.add(
            OneTime(
                purpose=Purpose.INVITATION, person_id=self.people["stranger"].id,
                subject_digest=digest_of("stranger"), secret_digest=digest_of("link of kamau"),
                ends_at=NOON + timedelta(days=1),
            )
        )  # fmt: skip

    def _browsers(self):
        found = {who: self._signed_in(token) for who, token in self.tokens.items()}
        return {"nobody": self.app.test_client(), **found}

    def _signed_in(self, token):
        return self.app.test_client(user=SimpleNamespace(get_id=lambda: token))

    def actor(self, who):
        return actor_of(self.people[who].id, at=NOON)


def csrf_token(browser):
    """One that is good in this browser."""
    (form,) = Page("", "/sign-in", browser.get("/sign-in").text).forms[:1]
    return next(field.value for field in form.fields if field.name == "csrf_token")
