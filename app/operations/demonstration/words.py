"""What the invented people are called and say. Every person here is invented."""

from typing import NamedTuple


class Names(NamedTuple):
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    ministry: str


NAMES = {
    "KE": Names(("Grace Achieng", "Faith Nyambura", "Mercy Chebet", "Wanjiru", "Akinyi"),
                ("Peter Mwangi", "James Otieno", "Daniel Kiprop", "Samuel", "Joseph Mutua"),
                ("Odhiambo", "Njoroge", "Kimani", "Cheruiyot", "Wekesa", "Mutiso", "Barasa"),
                "Probation and Aftercare Service"),
    "VN": Names(("Thi Lan Anh", "Thi Mai Linh", "Thu Ha", "Ngoc Bich"),
                ("Van Hung", "Minh Tuan", "Quoc Bao", "Duc Anh"),
                ("Nguyen", "Tran", "Le", "Pham", "Hoang", "Vu"), "Supreme People’s Procuracy"),
    "LA": Names(("Somchit", "Bounmy", "Khamla"), ("Sisavath", "Thongsing", "Vilay"),
                ("Phommasack", "Sayavong", "Keomany", "Inthavong"), "Ministry of Justice"),
    "PE": Names(("María Fernanda", "Rosa Elena", "Lucía"), ("Carlos Alberto", "Jorge", "Luis"),
                ("Quispe Huamán", "Flores Rojas", "Mamani", "Torres Vega"), "Judicial Branch"),
    "WS": Names(("Losa", "Sina", "Mele"), ("Tavita", "Ioane", "Pita"),
                ("Faʻafetai", "Leota", "Tuilagi"), "Ministry of Police"),
    "TO": Names(("ʻAna", "Mele"), ("Tevita", "Sione"), ("Fifita", "Taufa", "Moala"),
                "Ministry of Justice"),
    "ET": Names(("Hana Tesfaye", "Selam"), ("Dawit", "Abebe"), ("Bekele", "Tadesse", "Alemu"),
                "Federal Prison Commission"),
    "SN": Names(("Awa", "Fatou"), ("Ousmane", "Mamadou"), ("Diallo", "Ndiaye", "Sarr"),
                "Judicial Police"),
    "UZ": Names(("Dilnoza", "Malika"), ("Rashid", "Aziz"), ("Karimov", "Yusupov", "Saidov"),
                "Penal Enforcement Agency"),
    "MY": Names(("Nurul Izzah", "Siti Aminah"), ("Ahmad Faiz", "Kumar"),
                ("binti Rahman", "Abdullah", "Subramaniam"), "Prisons Department"),
    "GH": Names(("Abena", "Efua"), ("Samuel Kofi", "Kwame"), ("Mensah", "Owusu", "Asante"),
                "Ghana Police Service"),
    "GT": Names(("Ana Lucía", "Carmen"), ("José Manuel", "Pedro"),
                ("Morales Paz", "López García", "Chávez"), "Public Ministry"),
    "NP": Names(("Sita", "Anjali"), ("Ram Bahadur", "Bishnu"), ("Shrestha", "Gurung", "Thapa"),
                "Office of the Attorney General"),
    "ID": Names(("Dewi", "Sri Wahyuni"), ("Budi", "Agus"), ("Santoso", "Wijaya", "Hidayat"),
                "Attorney General’s Office"),
    "FJ": Names(("Ana", "Litia"), ("Josefa", "Ratu Epeli"), ("Vakatawa", "Ravu", "Naidu"),
                "Corrections Service"),
    "KH": Names(("Sophea", "Chantrea"), ("Sokha", "Vannak"), ("Chea", "Sok", "Keo"),
                "Ministry of Justice"),
    "PH": Names(("Maria Luz", "Jocelyn"), ("Ramon", "Antonio"), ("Santos", "Reyes", "Cruz"),
                "Department of Justice"),
    "TL": Names(("Maria", "Domingas"), ("João", "Mateus"), ("da Costa", "Soares", "Ximenes"),
                "Ministry of Justice"),
}  # fmt: skip
COUNTRIES = tuple(NAMES)

JOBS = {
    "judge": ("Judge", "District judge", "Presiding judge"),
    "prosecutor": ("Public prosecutor", "Senior prosecutor", "Deputy chief prosecutor"),
    "police": ("Police inspector", "Detective superintendent", "Head of the crime unit"),
    "prison": ("Deputy prison director", "Superintendent of prisons", "Prison psychologist"),
    "probation": ("Probation officer", "Head of a probation office", "Parole officer"),
    "ministry": ("Legal officer", "Head of division", "Policy adviser"),
}
# Of each, so many sentences make an answer that is long enough to be sent.
SENTENCES = 9
PROBLEMS = (
    "People leave our prisons without a plan, and many of them come back within two years.",
    "Our offices work apart from each other, and nobody follows a person from the court to the "
    "village.",
    "Cases against officials take years, and evidence is lost when it passes from the police to "
    "us.",
    "Witnesses do not dare to speak, because nobody can promise them that their names stay safe.",
    "We have one probation officer for two hundred people, and most of these live a day away.",
    "Reports reach the judge after the decision is made, so that nobody reads what we have "
    "written.",
    "Young people wait in the same cells as adults, because there is no other house in the "
    "province.",
    "Our law of ten years ago allows work in the community, but no court has asked for it yet.",
    "Each agency counts its own cases in its own way, so that no two numbers can be compared.",
    "New staff learn from older staff alone, and what was wrong twenty years ago is still taught.",
    "Families are not told when somebody comes home, and employers do not know whom they may ask.",
    "Money for programmes ends each year in March, and what we have begun then stops for months.",
)
HOPES = (
    "I want to learn how Japan works with volunteer probation officers, and who trains and pays "
    "them.",
    "I want to compare rules for joint investigations, and to meet people whom I can call later.",
    "I would like to see how other countries measure whether supervision works, and for how long.",
    "I hope to visit an office that prepares people for release, and to ask its staff what failed.",
    "I want to understand how prosecutors decide to suspend a case, and what they ask for in "
    "return.",
    "I would like to read the forms that others use to judge a risk, and to try them on our cases.",
    "I want to know how courts protect a witness before, during and after a hearing, step by step.",
    "I hope to learn how a small country can begin with little money and without many new posts.",
    "I want to hear from police officers how they share evidence with others without losing any "
    "of it.",
    "I would like to discuss with other participants which of these ways would hold in our "
    "villages.",
    "I want to learn how to speak with the public and the press about people who have broken the "
    "law.",
    "I hope to practise planning with numbers, so that my director can see what a change brings.",
)
PLANS = (
    "In the first month I will write a short guide for my office, with what fits our law as it is.",
    "Within six months I will train two colleagues in each region, who will then train all others.",
    "I will propose a pilot in three districts, with numbers that we count before and after it.",
    "The court of our province has agreed to take part, and its registrar will help with the "
    "lists.",
    "I will ask village chiefs and teachers to find twenty volunteers, and visit each of them "
    "myself.",
    "Every three months I will report to my director what has changed, and what has not, and why.",
    "With the police I will agree on one form for both, so that each of us writes a fact once "
    "only.",
    "After a year I will compare those who had a plan with those who had none, and publish "
    "numbers.",
    "The ministry pays for fuel and paper; all else we can do in the hours that we already have.",
    "If the pilot holds, I will draft a circular that the attorney general can send to all "
    "offices.",
    "I will keep in touch with the participants of this course, and send them our results each "
    "year.",
    "At the end I will write down what I would do otherwise, for whoever takes over my post one "
    "day.",
)
DUTIES = "I lead a team of nine people, review their reports and speak for my office in court."
