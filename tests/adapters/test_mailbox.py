from datetime import timedelta

from app.adapters.mailbox import ReceivedLetter, delivery_into, letters_in
from app.adapters.smtp import composed


def deliver(folder, number, at):
    message = composed(
        sender="kenshu@example.org",
        to=f"person{number}@example.org",
        subject=f"Letter {number} for Nguyễn Thị Hồng",
        body=f"Open this link: https://example.org/n/{number}\n",
        message_id=f"<{number}@kenshu>",
        at=at,
    )
    delivery_into(folder)(message)


def test_letters_can_be_read_where_they_were_put(tmp_path, now):
    folder = tmp_path / "mail"
    for number in range(3):
        deliver(folder, number, now + timedelta(hours=number))
    letters = letters_in(folder)
    assert [letter.message_id for letter in letters] == ["<2@kenshu>", "<1@kenshu>", "<0@kenshu>"]
    assert letters[2] == ReceivedLetter(
        to="person0@example.org",
        subject="Letter 0 for Nguyễn Thị Hồng",
        text="Open this link: https://example.org/n/0\n",
        at=now,
        message_id="<0@kenshu>",
    )


def test_only_the_last_are_read(tmp_path, now):
    for number in range(3):
        deliver(tmp_path / "mail", number, now)
    assert [one.message_id for one in letters_in(tmp_path / "mail", limit=1)] == ["<2@kenshu>"]


def test_a_post_office_that_had_no_letter_is_empty(tmp_path):
    assert letters_in(tmp_path / "mail") == []
