"""Write the raw files of exercise 3: twenty sentences with their documents, and the sheets of two composed readers."""

from pathlib import Path

FOLDER = Path(__file__).with_name("files")

# Short paraphrases of documents; the first number is the entry of the table policy_timeline.
SENTENCES = [
    (1, "Every person is registered at one place."),
    (9, "A group at the centre designs and coordinates the reforms of all fields."),
    (11, "About 100 million people are to settle in towns by 2020."),
    (12, "The difference between agricultural and non-agricultural registration ends."),
    (9, "The market is to have the decisive part in the use of resources."),
    (6, "People who stay away from home register there for the time being and carry identity cards."),
    (29, "Four actions and 19 key tasks for the next five years."),
    (16, "Money from the centre follows the people who settle."),
    (14, "Holders of a residence permit are entitled to a list of services."),
    (27, "Zhejiang lifts limits on settling in most of the province."),
    (31, "Fast-growing county-level cities and very large towns get more powers."),
    (28, "Services are provided where people permanently live."),
    (28, "Ways of giving up land rights for compensation are to be explored."),
    (28, "Planning, development and governance of town and country are brought together under one frame."),
    (28, "Land contracts are extended by another 30 years in trials."),
    (28, "No registration limit for social insurance at the place of work."),
    (29, "Nearly 70% of people in towns after five years."),
    (28, "The way in which the country is governed is to be modernized by 2035."),
    (7, "Children and spouses may, under conditions, take the registration of the town."),
    (25, "At most 29.5 million mu of new land for building."),
]
READER_A = dict(enumerate("IPPI?IPIIPSSPIPIPPIP", start=1))
READER_B = dict(enumerate("ISPISIPIIPISSSPIPSI?", start=1))
WRITTEN_BY_A = {
    "S": ("S", "system ", "System"),
    "I": ("I", "inst.", "institutional"),
    "P": ("P", "prac.", " practical"),
    "?": ("?",) * 3,
}
WRITTEN_BY_B = {"S": "体制", "I": "制度", "P": "实践", "?": ""}


def write(name, rows):
    """Write lines into a file, with the same line ends on every machine."""
    (FOLDER / name).write_bytes(("\n".join(rows) + "\n").encode())


rows = [f'{number},{event},"{text}"' for number, (event, text) in enumerate(SENTENCES, start=1)]
write("sentences.csv", ["number,event_id,sentence", *rows])

rows = ["Reader A (composed),,", "first round,,", "No.,code,remark"]
for number in (*range(11, 21), *range(1, 11)):  # the second page was copied first
    rows.append(f"{number},{WRITTEN_BY_A[READER_A[number]][number % 3]},")
rows += ["8,S,corrected after talk", "18,?,to be discussed: withdrawn", ""]
write("reader_a.csv", rows)

rows = ["序号；层次", *(f"第{number}句；{WRITTEN_BY_B[code]}" for number, code in READER_B.items()), "（读者乙为虚构）"]
write("reader_b.csv", rows)
