"""For each invariant how it is broken: raw SQL on the sample courses, as a fault in the code, a
wrong migration or a hand in the database would leave it. Nothing else must break with it."""


def first(table, condition, number="id"):
    return f"(SELECT min(x.{number}) FROM {table} x WHERE {condition})"


DRAFT = first("application", "status = 'draft'")
SENT = first("application", "status = 'submitted' AND ministry_says = 'asked'")
SCREENED = first("application", "status = 'screened' AND reviews_sent = 2 AND final_rank > 0")
OFFERED = first("application", "status = 'offered'")
CONFIRMED = first("application", "status = 'confirmed'")
NOT_SELECTED = first("application", "status = 'not_selected' AND erased_at IS NULL")
ERASED = first("application", "erased_at IS NOT NULL")
APPLICANT = first("application", "status = 'draft'", "person_id")
STAFF = first("role_grant", "true", "person_id")
COURSE, SEATED = first("course", "true"), first("seat", "true", "course_id")
EMPTY_COURSE = first(
    "course", "NOT EXISTS (SELECT 1 FROM application a WHERE a.course_id = x.id)"
)  # fmt: skip
DOCUMENT, SLATE = first("document", "true"), first("slate", "true")
APPROVED = first("slate", "approved_by > 0 AND release_at IS NULL")
RELEASED = first("slate", "released_at > release_at OR released_at = release_at")
REVIEW = first("assignment", "sent_at IS NOT NULL")
ASKED = first("assignment", "sent_at IS NULL")
SAVED = first("event", "name = 'SectionSaved'")
LETTER = first("letter", "state = 'sent'")
OFFICE = first("authority", "is_on_file = true")
OTHER_OFFICE = first("authority", f"is_on_file = true AND id > {OFFICE}")
TYPED_OFFICE = first("authority", "is_on_file = false")


def change(table, what, number, column="id"):
    return f"UPDATE {table} SET {what} WHERE {column} = {number}"


def insert(table, **values):
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def copied(table, of, *columns, **changed):
    """A second row like this one."""
    names, values = [*columns, *changed], [*columns, *changed.values()]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"
        f" WHERE id = {of}"
    )


# Another institute, with a programme and somebody who is erased.
OTHERS = (
    insert("institute", id="9001", code="'other'", name="''", email="''"),
    insert("programme", id="9001", institute_id="9001", code="'other'", name="''", name_ja="''",
           intake="'open'"),
)  # fmt: skip
BLANK = "name = '', language = 'en', zone = 'Asia/Tokyo', email = NULL, data_key_wrapped = NULL"


def gone(email="NULL"):
    return insert("person", id="9001", email=email, name="''", language="'en'",
                  zone="'Asia/Tokyo'", key_id="1", erased_at="'2026-11-01'")  # fmt: skip


def told(name, person="9001", application="NULL", course="NULL", institute="NULL", number="9001"):
    return insert("event", id=number, at="'2026-11-01'", name=f"'{name}'", actor_kind="'system'",
                  facts="'{{}}'", person_id=person, application_id=application, course_id=course,
                  institute_id=institute)  # fmt: skip


def session(person="NULL", link="NULL", ends_at="'2027-01-01'"):
    return insert("auth_session", digest="'d'", person_id=person, link_id=link, is_strong="false",
                  is_own_device="false", created_at="'2026-11-02'", seen_at="'2026-11-02'",
                  ends_at=ends_at)  # fmt: skip


def link(office, *, of=None, application="NULL", course=COURSE, revoked_at="NULL"):
    official = first("official", f"authority_id = {of or office}")
    return insert("link", id="9001", digest="'d'", official_id=official, authority_id=office,
                  course_id=course, application_id=application, ends_at="'2027-01-01'",
                  revoked_at=revoked_at)  # fmt: skip


def letter_of(number, **changed):
    names = ("application_id", "person_id", "template", "language", "worded_at", "sealed", "state",
             "not_before", "tries", "sent_at")  # fmt: skip
    return copied("letter", number, *names, id="9001", message_id="'m'", **changed)


def seat(application, **more):
    names = ", ".join(["application_id", "course_id", "country", "held_since", *more])
    values = ", ".join(["id", "course_id", "country", "'2026-11-02'", *more.values()])
    return f"INSERT INTO seat ({names}) SELECT {values} FROM application WHERE id = {application}"


def level(review, criterion):
    return (
        "INSERT INTO score (assignment_id, criterion_id, level, comment) SELECT a.id,"
        f" (SELECT min(c.id) FROM criterion c WHERE c.course_id {criterion} a.course_id), 3, ''"
        f" FROM assignment a WHERE a.id = {review}"
    )


PAPER = ("document_kind", "digest", "filename", "media_type", "size", "warning", "added_at")
NOMINATED = insert("nomination", id="9001", course_id=COURSE, authority_id=OFFICE, number="1",
                   has_no_letter="false", row_version="1")  # fmt: skip
OF_DRAFT = {
    one: f"(SELECT {one}_id FROM application WHERE id = {DRAFT})"
    for one in ("person", "course", "institute")
}
OF_SENT = {
    one: f"(SELECT {one}_id FROM application WHERE id = {SENT})"
    for one in ("person", "course", "institute")
}

FAULTS = {
    # People and sessions.
    "erased-person-has-words": [gone("'a@example.org'"), told("PersonErased")],
    "erased-person-has-a-way-in": [gone(), told("PersonErased"), session("9001")],
    "erased-person-has-an-application": [
        change("person", f"{BLANK}, erased_at = '2026-11-01'", APPLICANT),
        f"DELETE FROM sealed_value WHERE application_id = {DRAFT}",
        told("PersonErased", person=OF_DRAFT["person"]),
    ],
    "erased-person-without-event": [gone()],
    "passkey-without-event": [
        insert("staff_secret", person_id=STAFF, password_phc="''", totp_sealed="{empty}",
               totp_last_step="0"),
        insert("passkey", id="9001", person_id=STAFF, credential_id="{empty}",
               public_key="{empty}", sign_count="0", label="''", transports="'[]'",
               added_at="'2026-11-02'"),
    ],
    "role-beyond-its-institute": [
        *OTHERS, change("role_grant", "programme_id = 9001", first("role_grant", "true")),
    ],
    "session-of-a-revoked-link": [
        link(OFFICE, revoked_at="'2026-11-01'"), session(link="9001"),
    ],
    "session-without-time": [session(STAFF, ends_at="'2026-11-02'")],
    # Applications.
    "application-off-course": [*OTHERS, change("application", "programme_id = 9001", DRAFT)],
    "status-unlike-its-event": [
        change("application", "status = 'ineligible', next_step = 'nothing',"
               " former_status = 'submitted'", SENT),
    ],
    "status-without-event": [
        f"DELETE FROM letter WHERE application_id = {DRAFT}",
        "DELETE FROM event_fact WHERE event_id IN"
        f" (SELECT id FROM event WHERE application_id = {DRAFT})",
        f"DELETE FROM event WHERE application_id = {DRAFT}",
    ],
    "status-by-no-step": [change("application", "former_status = 'completed'", SENT)],
    "status-without-former": [change("application", "former_status = NULL", SENT)],
    "draft-that-was-sent": [
        told("ApplicationSent", OF_DRAFT["person"], DRAFT, OF_DRAFT["course"],
             OF_DRAFT["institute"], number="-1"),
        letter_of(first("letter", f"application_id = {DRAFT}"), event_id="-1"),
        copied("application_version", first("application_version", "true"), "digest",
               "section_digests", "content_sealed", "made_at", number="1", id="9001",
               application_id=DRAFT),
        change("application", "is_sent = true, submitted_at = '2026-11-01'", DRAFT),
    ],
    "late-but-not-sent": [change("application", "is_late = true", DRAFT)],
    "sent-without-version": [f"DELETE FROM application_version WHERE application_id = {SENT}"],
    "versions-unlike-sendings": [
        copied("application_version", first("application_version", "true"), "digest",
               "section_digests", "content_sealed", "made_at", "application_id", number="2",
               id="9001"),
    ],
    "versions-with-a-gap": [
        change("application_version", "number = 3", SENT, "application_id"),
    ],
    "version-not-sealed": [
        change("application_version", "content_sealed = {empty}", SENT, "application_id"),
    ],
    "correction-of-what-is-not-returned": [
        insert("correction", id="9001", application_id=SENT, sections="'[]'",
               reason_sealed="{empty}", due_at="'2026-12-24'", asked_at="'2026-11-01'"),
    ],
    "returned-without-correction": [
        told("ApplicationReturned", OF_SENT["person"], SENT, OF_SENT["course"],
             OF_SENT["institute"]),
        letter_of(first("letter", f"application_id = {SENT}"), event_id="9001"),
        change("application", "status = 'returned', former_status = 'submitted',"
               " next_step = 'correct'", SENT),
    ],
    "key-of-what-was-not-sent": [
        insert("submission_key", key="'k'", application_id=DRAFT, used_at="'2026-11-01'"),
    ],
    "search-term-off-course": [
        change("search_term", f"course_id = {EMPTY_COURSE}", DRAFT, "application_id"),
    ],
    "sealed-value-without-key": [
        change("sealed_value", "cipher = {empty}", SENT, "application_id"),
    ],
    # Documents.
    "document-without-file": [change("document", "blob = ''", DOCUMENT)],
    "document-of-the-wrong-owner": [change("document", "document_kind = 'letter'", DOCUMENT)],
    "document-twice": [
        copied("document", DOCUMENT, *PAPER, "blob", "application_id", id="9001"),
    ],
    "official-letter-twice": [
        NOMINATED,
        *(
            copied("document", DOCUMENT, *PAPER[1:], "blob", document_kind="'letter'",
                   nomination_id="9001", id=number)
            for number in ("9001", "9002")
        ),
    ],
    "document-removed-before-it-came": [
        change("document", "removed_at = '2020-01-01'", DOCUMENT),
    ],
    # Nominations and ranks.
    "endorsement-off-course": [change("endorsement", "country = 'ZZ'", SENT, "application_id")],
    "word-unlike-its-endorsement": [change("application", "ministry_says = 'expired'", SENT)],
    "rank-unlike-its-endorsement": [change("application", "final_rank = 99", SCREENED)],
    "rank-below-one": [
        change("endorsement", "place = -1", SCREENED, "application_id"),
        change("application", "final_rank = -1", SCREENED + " AND final_rank > 0"),
    ],
    "place-of-the-declined": [
        change("endorsement", "draft_choice = 'decline', draft_place = 1", SENT, "application_id"),
    ],
    "decision-without-time": [
        change("endorsement", "decided_at = '2026-11-01'", SENT, "application_id"),
    ],
    "decision-of-another-office": [
        change("endorsement", f"decided_by = {first('official', f'authority_id = {TYPED_OFFICE}')}",
               SCREENED, "application_id"),
    ],
    "endorsement-of-no-version": [
        change("endorsement", "version_number = 7", SENT, "application_id"),
    ],
    "link-of-another-office": [link(OFFICE, of=OTHER_OFFICE)],
    "link-off-course": [link(OFFICE, application=SENT, course=EMPTY_COURSE)],
    "link-too-wide": [link(TYPED_OFFICE)],
    # Reviews.
    "assignment-off-course": [change("assignment", "country = 'ZZ'", REVIEW)],
    "reviews-miscounted": [change("application", "reviews_asked = 5", CONFIRMED)],
    "score-unlike-its-reviews": [change("application", "score_mean = 0.5", CONFIRMED)],
    "levels-without-a-score": [level(ASKED, "=")],
    "level-of-another-course": [level(REVIEW, "<>")],
    "reviewer-of-oneself": [
        change("assignment", "person_id = (SELECT a.person_id FROM application a"
               " WHERE a.id = application_id)", REVIEW),
    ],
    # Slates, seats and offers.
    "seats-over-places": [change("course", "places = 3", SEATED)],
    "seats-over-quota": [change("quota", "seats = 0", SEATED, "course_id")],
    "seat-off-course": [
        insert("quota", course_id=SEATED, country="'ZZ'", ceiling="5", seats="5"),
        change("seat", "country = 'ZZ'", CONFIRMED, "application_id"),
    ],
    "seat-without-place": [seat(SCREENED, freed_why="''")],
    "place-without-seat": [f"DELETE FROM seat WHERE application_id = {CONFIRMED}"],
    "place-without-release": [f"DELETE FROM slate_line WHERE application_id = {CONFIRMED}"],
    "seat-freed-before-it-was-held": [
        seat(NOT_SELECTED, freed_at="'2026-11-01'", freed_why="'declined'"),
    ],
    "offer-off-course": [
        change("offer", f"course_id = {EMPTY_COURSE}", CONFIRMED, "application_id"),
    ],
    "offer-without-place": [change("offer", "ended_at = NULL", CONFIRMED, "application_id")],
    "place-without-offer": [
        change("offer", "ended_at = '2026-11-01'", OFFERED, "application_id"),
    ],
    "slate-off-course": [*OTHERS, change("slate", "programme_id = 9001", SLATE)],
    "slate-line-off-course": [
        insert("slate_line", slate_id=SLATE, application_id=DRAFT, choice="'no'", place="999"),
    ],
    "approval-by-nobody": [change("slate", "approved_by = NULL", APPROVED)],
    "approved-though-returned": [change("slate", "returned_at = '2026-11-01'", APPROVED)],
    "carried-out-without-release": [change("slate", "release_at = NULL", RELEASED)],
    # History, its chain, and the outbox.
    "event-about-somebody-else": [change("event", f"person_id = {STAFF}", SAVED)],
    "event-by-nobody": [change("event", "actor_kind = 'system'", SAVED)],
    "fact-without-digest": [
        change("event", "personal_digest = NULL", first("event_fact", "true", "event_id")),
    ],
    "sealed-by-half": [change("event", "seq = 1", SAVED)],
    "chain-with-a-gap": [change("event", "seq = 2, chain_hash = 'h'", SAVED)],
    "head-of-nothing": [
        insert("log_head", day="'2026-11-01'", first_seq="1", last_seq="1", hash="'h'",
               key_id="'k'", signature="'s'"),
    ],
    "event-without-its-letter": [f"DELETE FROM letter WHERE id = {LETTER}"],
    "letter-twice": [letter_of(LETTER, event_id="event_id")],
    "letter-about-somebody-else": [change("letter", f"person_id = {STAFF}", LETTER)],
    "letter-without-number": [change("letter", "message_id = ''", LETTER)],
    "letter-sent-before-it-was-worded": [change("letter", "sent_at = '2020-01-01'", LETTER)],
    "letter-keeps-its-secret": [
        change("letter", "state = 'failed', sent_at = NULL, secret_sealed = sealed", LETTER),
    ],
    # Courses and editions.
    "course-off-programme": [*OTHERS, change("course", "programme_id = 9001", EMPTY_COURSE)],
    "course-out-of-order": [change("course", "min_age = 50, max_age = 30", COURSE)],
    "cancelled-course-goes-on": [
        change("course", "stage = 'cancelled'", OF_DRAFT["course"]),
    ],
    "edition-shown-though-hidden": [
        insert("edition", id="9001", institute_id=first("institute", "true"), code="'e'",
               series="'s'", title="'t'", is_held="true", is_published="true", shown="'{{}}'",
               found="'{{}}'", version="1"),
    ],
    # What must be gone, and what is stored for lists.
    "erased-application-has-words": [change("application", "job_title = 'Judge'", ERASED)],
    "erased-application-has-rows": [
        insert("search_term", application_id=ERASED, term="'t'",
               course_id=f"(SELECT course_id FROM application WHERE id = {ERASED})"),
    ],
    "erased-application-without-event": [
        change("event", "name = 'Other'", "'ApplicationErased'", "name"),
    ],
    "passport-gone-but-kept": [
        change("application", "passport_gone_at = '2026-11-01'", SENT),
    ],
    "answers-gone-but-kept": [change("application", "answers_gone_at = '2026-11-01'", SENT)],
    "erased-but-not-counted": ["DELETE FROM statistic"],
    "next-step-unlike-the-rule": [change("application", "next_step = 'nothing'", DRAFT)],
}  # fmt: skip
