from app.domain import events
from app.domain.events.base import ApplicationEvent, NamingEvent
from app.domain.history import OF_PEOPLE, OWN, PRIVATE, WORDS, in_words


def kinds(base):
    return {base, *(kind for sub in base.__subclasses__() for kind in kinds(sub))}


def test_whatever_happens_to_an_application_has_words():
    happens = {kind.__name__ for kind in kinds(ApplicationEvent) - {ApplicationEvent, NamingEvent}}
    assert set(WORDS) == happens
    assert happens >= PRIVATE
    assert happens | set(OF_PEOPLE) >= OWN


def test_words_speak_of_no_fact_that_the_event_lacks():
    for name, sentence in {**WORDS, **OF_PEOPLE}.items():
        facts = vars(events)[name].__dataclass_fields__
        assert sentence.format(**dict.fromkeys(facts, "x"))


def test_only_the_facts_of_the_sentence_are_told():
    told = in_words("ApplicationSent", {"version_number": 2, "digest": "0a"})
    assert told == ("Sent, version {version_number}", {"version_number": 2})
