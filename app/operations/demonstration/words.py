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
PROBLEMS = (
    "People leave our prisons without a plan, and many come back within two years. Our offices "
    "work apart from each other, and nobody follows a person from the court to the village.",
    "Cases against officials take years. Evidence is lost when it passes from the police to us, "
    "and witnesses do not dare to speak. I want to see how other countries keep them safe.",
    "We have one probation officer for two hundred people. I look for ways to let volunteers "
    "carry a part of the work without putting anybody at risk.",
)
HOPES = (
    "I want to learn how Japan works with volunteer probation officers, and how other countries "
    "measure whether supervision works.",
    "I want to compare rules for joint investigations and to meet people whom I can call later.",
)
PLANS = (
    "I will write a short guide for my office, train two colleagues in each region within six "
    "months, and report to my director what changed after a year.",
    "I will propose a pilot in three districts, with numbers before and after it.",
)
DUTIES = "I lead a team of nine people, review their reports and speak for my office in court."
