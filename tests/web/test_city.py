import gzip

import pytest

HOME = {"Origin": "http://localhost"}


@pytest.fixture
def visitor(app, database):
    app.wsgi_app.entries.clear()
    return app.test_client()


def choose(visitor, city, back="/courses/itc-193", **headers):
    return visitor.post("/city", data={"city": city, "back": back}, headers=headers or HOME)


def test_a_city_is_kept_for_a_year_and_leads_back(visitor):
    answer = choose(visitor, "KE/Africa/Nairobi")
    assert (answer.status_code, answer.location) == (303, "/courses/itc-193")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("city=KE/Africa/Nairobi;")
    assert "Max-Age=31536000" in cookie
    assert "SameSite=Lax" in cookie


def test_japans_time_only_ends_it(visitor):
    choose(visitor, "KE/Africa/Nairobi")
    choose(visitor, "")
    assert visitor.get_cookie("city") is None


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/"},
     {"Accept": "text/html"}],
)  # fmt: skip
def test_only_our_own_pages_choose_a_city(visitor, headers):
    answer = choose(visitor, "KE/Africa/Nairobi", **headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "back",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "/\t/evil.example", ""],
)  # fmt: skip
def test_it_leads_back_to_our_own_pages_only(visitor, back):
    assert choose(visitor, "KE/Africa/Nairobi", back).location == "/"
    assert "evil.example" not in visitor.get("/city", query_string={"back": back}).text


def test_an_unknown_city_is_refused_in_words(visitor):
    answer = choose(visitor, "KE/Mars/Olympus")
    assert answer.status_code == 422
    assert "Choose a city from the list." in answer.text
    assert "Set-Cookie" not in answer.headers


def test_each_city_of_a_country_can_be_chosen(visitor):
    packed = visitor.get("/city", headers={"Accept-Encoding": "gzip"})
    assert len(packed.data) <= 8 * 1024
    page = gzip.decompress(packed.data).decode()
    assert '<option value="ID/Asia/Jayapura">Indonesia: Jayapura' in page
    assert page.count("<option") > 300
