"""Which event sends which letter."""

from app.domain import events

# Each event's letters: the fact that holds the address, and the template.
LETTERS: dict[type[events.Event], list[tuple[str, str]]] = {
    events.SignInCodeAsked: [("email", "sign_in_code")],
    events.StaffInvited: [("email", "invitation")],
    events.NewAddressAsked: [("new_email", "new_address")],
    events.AddressChanged: [("old_email", "address_changed")],
    events.PasskeyAdded: [("email", "passkey_added")],
    events.PasskeyRemoved: [("email", "passkey_removed")],
    events.ApplicationStarted: [("applicant_email", "started")],
    events.DraftReminded: [("applicant_email", "reminder")],
    events.ApplicationSent: [("applicant_email", "sent")],
    events.EndorsementAsked: [("official_email", "please_endorse")],
    events.LinkAsked: [("official_email", "new_link")],
    events.MinistryReminded: [("official_email", "remind_ministry")],
    events.ApplicationEndorsed: [("applicant_email", "endorsed")],
    events.EndorsementDeclined: [("applicant_email", "not_endorsed")],
    events.ApplicationReturned: [("applicant_email", "returned")],
    events.ApplicationExcluded: [("applicant_email", "not_eligible")],
    events.ReviewsAsked: [("reviewer_email", "please_score")],
    events.PlaceOffered: [("applicant_email", "offered")],
    events.PutOnReserve: [("applicant_email", "reserve")],
    events.ApplicationNotSelected: [("applicant_email", "not_selected")],
    events.OfferConfirmed: [("applicant_email", "confirmed")],
    events.OfferDeclined: [("applicant_email", "declined")],
    events.OfferLapsed: [("applicant_email", "offer_lapsed")],
    events.ApplicationWithdrawn: [("applicant_email", "withdrawn")],
    events.ApplicationRestored: [("applicant_email", "restored")],
    events.ApplicationCancelled: [("applicant_email", "cancelled")],
}
