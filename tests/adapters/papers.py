"""Facts for each kind of paper; people and dates are invented."""

from app.adapters.pdf import Brochure, Nominee, OfficialLetter, Section, Summary

HOUSE = {"service": "Kenshu", "institute": "Sample institute"}
NOTE = "Sample content. Neither UNAFEI nor the Ministry of Justice of Japan runs this service."

BROCHURE = Brochure(
    **HOUSE,
    title="193rd International Training Course",
    theme="Rehabilitation and social reintegration of offenders in the community",
    apply_by_day="Friday 29 January 2027",
    apply_by_time="17:00 in Japan (UTC+9)",
    facts=(
        ("Dates", "10 May – 17 June 2027"),
        ("Place", "UNAFEI, Akishima, Tokyo"),
        ("Language", "English"),
        ("Places", "25, at most 2 from each country"),
    ),
    about=(
        "Many people leave prison and commit crime again. This course looks at what works: "
        "supervision in the community, help with work and housing, and the part that volunteers "
        "play. You will compare your country’s practice with Japan’s and write a plan to use at "
        "home.",
        "Mornings are lectures and case studies. Afternoons are group workshops and visits to "
        "courts, prisons and probation offices.",
    ),
    who_can_apply=(
        "Prison, probation and parole officers, prosecutors, judges and police officers",
        "At least 5 years’ work in criminal justice",
        "Between 30 and 50 years old on 10 May 2027",
        "Able to discuss your work in English",
        "Nominated by your ministry or agency",
    ),
    paid="The Government of Japan pays your return flight, a single room, a daily allowance and "
    "medical insurance. You pay for your passport and for anything you buy.",
    steps=(
        ("You apply online", "By 29 January. You can stop and come back."),
        ("Your ministry endorses you", "We e-mail them a link. They do not need an account."),
        ("We choose 25 people", "From 1 to 26 February."),
        ("You get our answer", "By 5 March, by e-mail. Everyone gets an answer."),
        ("You travel to Tokyo", "We book your flight. The course starts on 10 May."),
    ),
    needed=(
        "Your passport, or the date you will get it",
        "Your job history, with dates",
        "The name and e-mail address of the person in your ministry who nominates you",
    ),
    url="https://kenshu.example.org/courses/itc-193",
    note=NOTE,
)

SUMMARY = Summary(
    **HOUSE,
    title="Application sent",
    reference="ITC193-7K4M",
    course="193rd International Training Course",
    person="Nguyễn Thị Hồng LINH",
    person_native="លីន ហុង",
    times=(
        ("We received it on", "Thursday 14 January 2027, 16:02 in Ha Noi (18:02 in Japan)"),
        ("Your ministry answers by", "Friday 5 February 2027, 17:00 in Japan"),
        ("We write to you by", "Friday 5 March 2027"),
    ),
    sections=(
        Section(
            "Name and passport",
            (
                ("Family name (surname)", "NGUYỄN"),
                ("Given names", "Thị Hồng Linh"),
                ("Nationality", "Viet Nam"),
                ("Sex shown in your passport", "Female"),
            ),
        ),
        Section("Job", (("Job title in English", "Judge"), ("Employer", "Supreme People’s Court"))),
        Section(
            "Reasons",
            (
                (
                    "What problem in your work do you want to solve?",
                    "Young people come back to court within a year. " * 40,
                ),
                ("What will you do at home?", "I would train judges of three provinces. " * 30),
            ),
        ),
    ),
    note=NOTE,
)

NOMINATION = OfficialLetter(
    **HOUSE,
    on_own_paper=True,
    date="Date: ____________________",
    recipient=("The Director", "Sample institute", "Akishima, Tokyo, Japan"),
    subject="Nomination for the 193rd International Training Course",
    greeting="Dear Director,",
    paragraphs=(
        "The Probation and Aftercare Service of Kenya nominates the officials named below for the "
        "course from 10 May to 17 June 2027. They stand in the order in which we recommend them.",
    ),
    people=(
        Nominee("1", "Grace Achieng ODHIAMBO", "Probation officer, Nairobi", "ITC193-7K4M"),
        Nominee("2", "Peter MWANGI", "Senior prison officer, Kamiti", "ITC193-9Q2D"),
        Nominee("3", "Amina HASSAN", "Magistrate, Mombasa", "ITC193-3XWT", native="أمينة حسن"),
    ),
    closing=(
        "Each of them will be released from duty for the whole course and will return to this "
        "service after it.",
        "Yours sincerely,",
    ),
    signed_name="Joseph Kamau",
    signed_position="Director of Probation",
    note="Prepared with Kenshu for ITC-193, Kenya",
)

OFFER = OfficialLetter(
    **HOUSE,
    on_own_paper=False,
    date="Tokyo, 5 March 2027",
    recipient=("Ms Nguyễn Thị Hồng Linh", "Supreme People’s Court", "Ha Noi, Viet Nam"),
    subject="A place on the 193rd International Training Course",
    greeting="Dear Judge Nguyễn,",
    paragraphs=(
        "We are pleased to offer you a place on the course from 10 May to 17 June 2027 in "
        "Akishima, Tokyo.",
        "The Government of Japan pays your return flight, a single room, a daily allowance and "
        "medical insurance. Do not buy a ticket: we book your flight.",
        "Please accept or refuse this place by Friday 19 March 2027, 17:00 in Japan.",
    ),
    closing=("Yours sincerely,",),
    signed_name="",
    signed_position="Director",
    note="ITC193-2LNH",
)
