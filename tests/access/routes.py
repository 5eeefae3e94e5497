"""Every route: method, rule, its door, and the page of its form where that is another one."""

RECORD = "/staff/<code>/applications/<reference>"
OFFICE = "/admin/countries/<code>/offices/<int:authority_id>"
KINDS = "<any(passport, photo, degree, english, paper):kind>"
SECTIONS = (
    "<any(name, passport, contact, job, education, reasons, documents, paper, ministry):section>"
)
LINES = "/staff/<code>/letters/<int:application_id>"
ROUTES = {
    "GET /": ("public",),
    "GET /accessibility": ("public",),
    "GET /api/v1/courses": ("public",),
    "GET /api/v1/courses/<code>": ("course",),
    "GET /api/v1/openapi.json": ("public",),
    "GET POST /city": ("public",),
    "GET /courses.atom": ("public",),
    "GET /courses.ics": ("public",),
    "GET /courses/<code>": ("course",),
    "GET /courses/<code>/brochure.pdf": ("course",),
    "GET POST /courses/<code>/check": ("course",),
    "GET /courses/<code>/check/result": ("course",),
    "GET /data-deleted": ("public",),
    "GET /demo": ("public",),
    "GET /demo/mail": ("public",),
    "POST /demo/sign-in": ("sample",),
    "GET /for-ministries": ("public",),
    "GET /healthz": ("public",),
    "GET /help": ("public",),
    "GET /how-to-apply": ("public",),
    "GET POST /invitation/<token>": ("link",),
    "GET /metrics": ("metrics",),
    "GET /past-courses": ("public",),
    "GET /privacy": ("public",),
    "GET /readyz": ("ready",),
    "GET POST /sign-in": ("public",),
    "GET POST /sign-in/code": ("public",),
    "GET POST /sign-in/staff": ("public",),
    "POST /sign-in/staff/passkey": ("public", "/sign-in/staff"),
    "GET POST /sign-in/staff/passkey/use": ("public",),
    "GET /account": ("account",),
    "GET POST /account/passkeys/add": ("account",),
    "GET POST /account/passkeys/make": ("account",),
    "GET POST /account/passkeys/<int:passkey_id>/remove": ("passkey",),
    "GET /sign-in/spare-code": ("signed in",),
    "POST /sign-out": ("signed in",),
    "GET /static/<path:filename>": ("public",),
    "GET POST /n/new-link": ("public",),
    "GET /n/new-link/asked": ("public",),
    "GET POST /n/<token>": ("link",),
    # An applicant's own.
    "GET POST /courses/<code>/apply": ("start",),
    "GET /my": ("own pages",),
    "GET /my/data": ("own pages",),
    "GET POST /my/data/delete": ("own pages",),
    "GET /my/data/download": ("own pages",),
    "GET POST /my/details": ("own pages",),
    "GET POST /my/details/address": ("own pages",),
    "GET POST /my/details/address/code": ("own pages",),
    "GET /my/<reference>": ("own",),
    f"GET POST /my/<reference>/{SECTIONS}": ("own",),
    "GET /my/<reference>/check": ("own",),
    "GET POST /my/<reference>/declare": ("own",),
    f"POST /my/<reference>/documents/{KINDS}": ("own", "/my/<reference>/documents"),
    f"POST /my/<reference>/documents/{KINDS}/remove": ("own", "/my/<reference>/documents"),
    "GET /my/<reference>/documents/<int:document_id>": ("own paper",),
    "GET POST /my/<reference>/offer": ("own",),
    "GET /my/<reference>/receipt": ("own",),
    "GET /my/<reference>/receipt/pdf": ("on paper",),
    "POST /my/<reference>/restore": ("own", "/my/<reference>"),
    "GET POST /my/<reference>/withdraw": ("own",),
    # The desk.
    "GET /staff": ("desk",),
    "GET /staff/<code>/applications": ("list",),
    "POST /staff/<code>/applications": ("many", "/staff/<code>/applications"),
    "GET /staff/<code>/applications/next": ("list",),
    "GET /staff/<code>/applications/sheet/<any(csv, xlsx):file_kind>": ("many",),
    f"GET {RECORD}": ("record",),
    f"GET POST {RECORD}/ask": ("step",),
    f"POST {RECORD}/check": ("step", RECORD),
    f"GET {RECORD}/documents/<int:document_id>": ("paper",),
    f"GET POST {RECORD}/exclude": ("step",),
    f"GET POST {RECORD}/office": ("step",),
    f"GET POST {RECORD}/readmit": ("step",),
    f"POST {RECORD}/remind": ("step", RECORD),
    f"GET POST {RECORD}/return": ("step",),
    f"POST {RECORD}/reviewers/<int:person_id>/unask": ("unask", RECORD),
    f"POST {RECORD}/undo-check": ("step", RECORD),
    "GET POST /staff/<code>/reviewers": ("board",),
    # Scores.
    "GET /review": ("scoring",),
    "GET POST /review/<code>/<reference>": ("score",),
    "GET POST /review/<code>/<reference>/conflict": ("score",),
    "GET /review/<code>/<reference>/documents/<int:document_id>": ("score paper",),
    # The selection.
    "GET POST /staff/<code>/board": ("board",),
    "POST /staff/<code>/board/propose": ("board", "/staff/<code>/board"),
    "GET POST /staff/<code>/approval": ("approval",),
    "GET POST /staff/<code>/approval/return": ("approval",),
    "GET /staff/<code>/letters": ("letters",),
    "POST /staff/<code>/letters/release": ("letters", "/staff/<code>/letters"),
    "POST /staff/<code>/letters/stop-all": ("letters", "/staff/<code>/letters"),
    f"GET {LINES}": ("letter",),
    f"POST {LINES}/<any(stop, resume):what>": ("letter", "/staff/<code>/letters"),
    # Officials.
    "GET /n/nominees": ("nominees",),
    "GET POST /n/nominees/<reference>": ("nominee",),
    "GET /n/nominees/<reference>/documents/<int:document_id>": ("nominee paper",),
    "POST /n/offices/<reference>/confirm": ("vouch", "/n/nominees"),
    "GET POST /n/pass-on": ("nominees",),
    "GET POST /n/rank": ("nominees",),
    "GET POST /n/letter": ("nominees",),
    "GET /n/letter/file": ("letter kept",),
    "GET /n/letter/to-sign": ("letter to sign",),
    "GET POST /n/check": ("nominees",),
    "GET /n/done": ("nominees",),
    # Courses, offices, people.
    "GET /admin/courses": ("courses",),
    "GET POST /admin/courses/new": ("courses",),
    "GET /admin/courses/<code>": ("edit",),
    "GET POST /admin/courses/<code>/cancel": ("edit",),
    "POST /admin/courses/<code>/close": ("edit", "/admin/courses/<code>"),
    "GET POST /admin/courses/<code>/copy": ("copy",),
    "GET POST /admin/courses/<code>/deadline": ("edit",),
    "GET POST /admin/courses/<code>/edit": ("edit",),
    "POST /admin/courses/<code>/publish": ("edit", "/admin/courses/<code>"),
    "GET /admin/past-courses": ("courses",),
    "GET POST /admin/past-courses/<code>": ("past",),
    "GET /admin/countries": ("courses",),
    "GET /admin/countries/<code>": ("country",),
    "GET POST /admin/countries/<code>/offices": ("new office",),
    f"GET POST {OFFICE}": ("office",),
    f"POST {OFFICE}/links/<int:link_id>/revoke": ("office", OFFICE),
    f"GET POST {OFFICE}/officials": ("office",),
    f"POST {OFFICE}/officials/<int:official_id>/end": ("office", OFFICE),
    "GET /admin/people": ("people",),
    "POST /admin/people/<int:person_id>/grants/<int:grant_id>/end": ("grant", "/admin/people"),
    "POST /admin/people/<int:person_id>/institutes/<int:institute_id>/link": (
        "way in", "/admin/people",
    ),
    "GET POST /admin/people/invite": ("people",),
}  # fmt: skip


def named():
    """Method, rule, door and page of each line."""
    for line, (which, *page) in ROUTES.items():
        *methods, rule = line.split(" ", line.split(" /")[0].count(" ") + 1)
        for method in methods:
            yield method, rule, which, page[0] if page else ""


DOOR_OF = {(method, rule): which for method, rule, which, _ in named()}
PAGE_OF = {(method, rule): page for method, rule, _, page in named()}
