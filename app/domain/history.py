"""What has happened to an application, in the words in which staff read it."""

from collections.abc import Mapping
from typing import Any

from app.domain.errors import N_
from app.domain.offers import CONDITIONS

WORDS: Mapping[str, str] = {
    "ApplicationStarted": N_("Draft begun"),
    "SectionSaved": N_("Section saved"),
    "DocumentAdded": N_("Document added"),
    "DocumentRemoved": N_("Document removed"),
    "DocumentOpened": N_("Document opened"),
    "PaperSent": N_("Country paper received"),
    "ApplicationSent": N_("Sent, version {version_number}"),
    "ApplicationScreened": N_("Checked"),
    "ScreeningUndone": N_("Check undone"),
    "ApplicationExcluded": N_("Not eligible"),
    "ApplicationReadmitted": N_("Taken back in"),
    "ApplicationReturned": N_("Returned to the applicant"),
    "ApplicationWithdrawn": N_("Withdrawn"),
    "ApplicationRestored": N_("Withdrawal undone"),
    "ApplicationCancelled": N_("Course cancelled"),
    "DraftReminded": N_("Reminder sent"),
    "SealedValueOpened": N_("Sealed answer opened"),
    "EndorsementAsked": N_("Ministry asked"),
    "NomineeWeighed": N_("Ministry’s draft saved"),
    "ApplicationEndorsed": N_("Endorsed, place {place}"),
    "EndorsementDeclined": N_("Not endorsed"),
    "EndorsementExpired": N_("The ministry did not answer in time"),
    "EndorsementReopened": N_("The ministry got more time"),
    "OfficeConfirmed": N_("Office confirmed"),
    "ReviewerAssigned": N_("Reviewer asked"),
    "ReviewerUnassigned": N_("Reviewer no longer asked"),
    "ConflictDeclared": N_("A reviewer knows this person"),
    "ReviewSent": N_("Score received"),
    "PlaceOffered": N_("Place offered"),
    "PutOnReserve": N_("Put on the waiting list"),
    "ApplicationNotSelected": N_("Not selected"),
    "OfferConfirmed": N_("Place confirmed"),
    "OfferDeclined": N_("Place refused"),
    "OfferLapsed": N_("Offer ended without an answer"),
    "SeatFreed": N_("Seat given back"),
}
# What happens to a person, or by itself at its end.
OF_PEOPLE: Mapping[str, str] = {
    "SignedIn": N_("Signed in"),
    "SignedOut": N_("Signed out"),
    "OwnDataTaken": N_("Copy of one’s own data taken"),
    "DetailsChanged": N_("Details changed"),
    "AddressChanged": N_("E-mail address changed"),
    "PasskeyAdded": N_("Passkey added"),
    "PasskeyRemoved": N_("Passkey removed"),
    "ApplicationErased": N_("Data erased"),
    "LetterCameBack": N_("A letter came back"),
}
# What applicants do in a draft is theirs; the history of staff begins where it concerns them.
PRIVATE = frozenset({"SectionSaved", "DraftReminded", "NomineeWeighed"})

# What is told to the person whom it is about: never what others think, nor what is not released.
OWN = frozenset({
    "ApplicationStarted", "SectionSaved", "DocumentAdded", "DocumentRemoved", "DocumentOpened",
    "PaperSent", "ApplicationSent", "ApplicationReturned", "ApplicationExcluded",
    "ApplicationWithdrawn", "ApplicationRestored", "ApplicationCancelled", "DraftReminded",
    "SealedValueOpened", "EndorsementAsked", "PlaceOffered", "PutOnReserve",
    "ApplicationNotSelected", "OfferConfirmed", "OfferDeclined", "OfferLapsed",
    "ApplicationErased", "SignedIn", "SignedOut", "OwnDataTaken", "DetailsChanged",
    "AddressChanged", "PasskeyAdded", "PasskeyRemoved",
})  # fmt: skip


def in_words(name: str, facts: Mapping[str, object]) -> tuple[str, dict[str, object]]:
    """The marked sentence of an event, and the facts that it speaks of."""
    sentence = WORDS.get(name) or OF_PEOPLE.get(name, N_("Changed"))
    return sentence, {key: facts[key] for key in facts if f"{{{key}}}" in sentence}


def agreed_in_words(facts: Mapping[str, Any]) -> list[str]:
    """The marked sentences of the conditions to which somebody agreed, if the event has any."""
    return [CONDITIONS[name] for name in facts.get("agreed", ())]
