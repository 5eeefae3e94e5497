"""Of which retention class each column is. A column that stands nowhere here fails a test, so
that nobody adds one without saying how long it stays."""

from collections.abc import Mapping

from app.domain.retention import Class

ACCOUNT, ALUMNI, ANSWERS, CODES, MEDICAL, OFFICE, PASSPORT, SECURITY, SIGN_IN = (
    Class.ACCOUNT, Class.ALUMNI, Class.ANSWERS, Class.CODES, Class.MEDICAL, Class.OFFICE,
    Class.PASSPORT, Class.SECURITY, Class.SIGN_IN,
)  # fmt: skip
# Of an application, of an account, or of nobody whom we know.
SAID = (ANSWERS, ACCOUNT, CODES)

# Rows that go whole. Of more than one class: each row by what it is.
ROWS: Mapping[str, tuple[Class, ...]] = {
    "answer": (PASSPORT, MEDICAL, ANSWERS),  # by its question
    "sealed_value": (PASSPORT, MEDICAL, ANSWERS),
    "document": (PASSPORT, ANSWERS, OFFICE),  # by its kind; its file goes with it
    "career_row": (ANSWERS,),
    "submission_key": (ANSWERS,),
    "search_term": (ALUMNI,),
    "event_fact": SAID,
    "recovery_code": (ACCOUNT,),
    "staff_secret": (ACCOUNT,),
    "passkey": (ACCOUNT,),
    "auth_session": (SIGN_IN,),
    "one_time": (SIGN_IN,),
    "kept_form": (SIGN_IN,),
    "passkey_challenge": (SIGN_IN,),
    "throttle": (SIGN_IN,),
    "link_wish": (SIGN_IN,),  # is answered within seconds
    "refusal": (SECURITY,),
}

# Columns that are blanked; their row stays.
COLUMNS: Mapping[str, tuple[Class, ...]] = {
    "application.family_name": (ALUMNI,),
    "application.given_names": (ALUMNI,),
    "application.address_as": (ALUMNI,),
    "application.search_key": (ALUMNI,),
    "application.birth_date": (ALUMNI,),
    "application.sex": (ALUMNI,),
    "application.nationality": (ALUMNI,),
    "application.job_title": (ALUMNI,),
    "application.work": (ALUMNI,),
    "application.employer": (ALUMNI,),
    "application.job_since": (ANSWERS,),
    "application.was_here_before": (ANSWERS,),
    "application.passport_expires": (PASSPORT,),
    "application_version.content_sealed": (ANSWERS,),  # the passport is cut out before
    "correction.reason_sealed": (ANSWERS,),
    "assignment.conflict_reason": (ANSWERS,),
    "assignment.comment": (ANSWERS,),
    "score.comment": (ANSWERS,),
    "letter.sealed": SAID,
    "letter.secret_sealed": SAID,
    "authority.name": (OFFICE,),  # of an office that an applicant named
    "official.name": (OFFICE,),
    "official.position": (OFFICE,),
    "official.email": (OFFICE,),
    "slate.return_reason": (OFFICE,),
    "person.email": (ACCOUNT,),
    "person.name": (ACCOUNT,),
    "person.language": (ACCOUNT,),
    "person.zone": (ACCOUNT,),
    "person.data_key_wrapped": (ACCOUNT,),
}

# What says nothing of a person once the columns above are blank: numbers of rows, instants,
# courses, what was decided. Texts of events hold no personal words; those are `event_fact`.
PLAIN: Mapping[str, str] = {
    "application": "id reference institute_id programme_id course_id person_id authority_id country"
    " status former_status next_step next_step_at ministry_says final_rank reviews_asked"
    " reviews_sent score_mean score_spread is_sent is_late submitted_at saved_at version"
    " passport_gone_at answers_gone_at erased_at",
    "application_version": "id application_id number digest section_digests made_at",
    "assignment": "id application_id person_id institute_id programme_id course_id country due_at"
    " is_conflicted version_number score sent_at row_version",
    "authority": "id institute_id country office_kind is_on_file confirmed_at version",
    "correction": "id application_id sections due_at asked_at answered_at",
    "course": "id institute_id programme_id code title theme about paid stage intake is_sample"
    " place language email places opens_at apply_by nominate_by paper_by decide_by starts_on"
    " ends_on age_on min_age max_age min_years works documents cancel_reason version",
    "criterion": "id course_id place name weight anchors",
    "edition": "id institute_id code series title year starts_on ends_on is_held is_published"
    " shown found confirmed_at confirmed_by version",
    "endorsement": "id application_id institute_id programme_id course_id authority_id country"
    " status version_number draft_choice draft_place reason_code place asked_at decided_at"
    " decided_by row_version",
    "event": "id at name actor_kind actor_id on_behalf_of institute_id course_id application_id"
    " person_id facts personal_digest seq chain_hash",
    "generation": "name number",
    "institute": "id code name email",
    "letter": "id event_id application_id person_id template language message_id worded_at state"
    " not_before lease_until tries sent_at reason_code",
    "link": "id digest official_id authority_id course_id application_id passed_from_id ends_at"
    " opened_at revoked_at",
    "log_head": "day first_seq last_seq hash key_id signature",
    "nomination": "id course_id authority_id number has_no_letter sent_at row_version",
    "offer": "id application_id course_id answer_by ended_at",
    "official": "id authority_id holds_from holds_until",
    "person": "id key_id erased_at",
    "programme": "id institute_id code name name_ja intake",
    "quota": "course_id country ceiling seats",
    "role_grant": "id person_id role institute_id programme_id course_id country holds_from"
    " holds_until",
    "score": "assignment_id criterion_id level",
    "seat": "application_id course_id country held_since freed_at freed_why",
    "slate": "id institute_id programme_id course_id number made_by made_at proposed_at"
    " returned_at approved_by approved_at release_at released_at version",
    "slate_line": "slate_id application_id choice reserve_scope reserve_place place stopped_at",
    "statistic": "course_id country sex work age_band status score_band number",
    "unwanted_file": "name",
}
