import pytest

PAGES = ["/", "/sign-in", "/nowhere", "/admin/people"]


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_hardened(app, database, page):
    headers = app.test_client().get(page).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_what_is_private_is_kept_nowhere(make, sign_in):
    client = sign_in(make.person().id)
    for page in ("/sign-in", "/sign-in/spare-code", "/admin/people"):
        assert client.get(page).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_changes_nothing_here(app, database, foreign):
    client = app.test_client()
    assert (
        client.post("/sign-in", data={"email": "a@example.org"}, headers=foreign).status_code == 403
    )


def test_our_own_pages_do(app, database):
    client = app.test_client()
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/sign-in", data={"email": "a@example.org"}, headers=own)
    assert answer.status_code == 303


def test_only_over_https_is_https_demanded(app, database):
    client = app.test_client()
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers
    secure = client.get("/sign-in", base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"].startswith("max-age=63072000")
