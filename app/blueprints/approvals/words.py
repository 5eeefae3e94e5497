"""What the desk calls things."""

from app.domain.errors import N_
from app.domain.next_steps import MinistrySays, NextStep
from app.models import Letter, LetterState

# What a coordinator does next, in the words of a link.
DO = {
    NextStep.CHECK: N_("Check"),
    NextStep.CONFIRM_OFFICE: N_("Confirm the ministry"),
    NextStep.COMPARE: N_("Compare scores"),
    NextStep.ASSIGN: N_("Assign"),
}
SAYS = {
    MinistrySays.NOT_ASKED: N_("Not asked"),
    MinistrySays.ASKED: N_("No reply"),
    MinistrySays.TO_CONFIRM: N_("Endorsed by an office to confirm"),
    MinistrySays.ENDORSED: N_("Endorsed"),
    MinistrySays.DECLINED: N_("Not endorsed"),
    MinistrySays.EXPIRED: N_("No reply in time"),
}
# The bands of a mean score, by what `SCORE_BAND` calls them.
SCORES = {
    4: N_("4 and more"),
    3: N_("3 to 4"),
    2: N_("2 to 3"),
    1: N_("Less than 2"),
}
STATES = {
    LetterState.QUEUED: N_("not sent yet"),
    LetterState.LEASED: N_("being sent"),
    LetterState.SENT: N_("sent"),
    LetterState.FAILED: N_("could not be sent"),
    LetterState.STOPPED: N_("stopped"),
}
# By the beginning of the code that a mail server gave.
CAME_BACK = {
    "5.1.": N_("came back: there is no such address"),
    "5.2.": N_("came back: the mailbox takes no letters"),
    "4.2.": N_("came back: the mailbox takes no letters"),
    "5.4.": N_("came back: the mail server was not reached"),
    "4.4.": N_("came back: the mail server was not reached"),
    "5.7.": N_("came back: the mail server refuses our letters"),
}


def state_of(letter: Letter) -> str:
    """What became of the letter."""
    if letter.reason_code is None:
        return STATES[letter.state]
    return CAME_BACK.get(letter.reason_code[:4], N_("came back"))
