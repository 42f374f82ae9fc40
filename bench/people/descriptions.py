"""How surely a description finds one person among many.

    python bench/people/descriptions.py [--people N] [--asked N] [--json]

Everybody has three everyday notes made of the same kinds of facts: job, town, pet, hobby, allergy,
car, instrument, dish. Asked are descriptions of as many facts as it takes to fit one person only,
of people spread evenly from the first to the last remembered. "found" is the share of them that is
matched, by the place of the person in the memory; "twins", of people with exactly the same notes,
the share that is ambiguous between these two; "strangers", of descriptions that fit nobody, the
share that is unknown; "seconds" the median of deciding about a new question, and "first" the time
that the first question takes in a new process, on top of opening the memory.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from persona_assistant.memory import Entry, Store  # noqa: E402
from persona_assistant.pmg import Edge, Outcome, Query, Triplet  # noqa: E402
from persona_assistant.routing import Router  # noqa: E402
from persona_assistant.routing.calibration import load  # noqa: E402

SEED = 14
FACTS = {
    "job": """dentist plumber librarian electrician beekeeper florist carpenter pharmacist surveyor
        translator midwife optician locksmith journalist tailor roofer geologist paramedic barber
        cartographer welder bookbinder physiotherapist accountant potter glazier""",
    "town": """Porto Leeds Ghent Turin Malmö Graz Bergen Bristol Zagreb Nantes Cork Tampere Basel
        Seville Gdansk Utrecht Aarhus Leipzig Trieste Dundee Bilbao Tartu Lucerne Rouen""",
    "pet": """parrot tortoise ferret hamster poodle spaniel goldfish canary gecko rabbit greyhound
        donkey dachshund cockatoo chinchilla alpaca""",
    "hobby": """origami archery orienteering knitting fencing astronomy karaoke gardening pottery
        windsurfing chess calligraphy birdwatching climbing bowling ballroom-dancing sudoku
        judo""",
    "allergy": """peanuts pollen shellfish penicillin latex strawberries wasps sesame gluten dust
        soya lupins""",
    "car": """Volvo Skoda Fiat Mazda Renault Peugeot Saab Toyota Citroën Subaru Lancia Honda""",
    "instrument": """cello trumpet accordion harp banjo oboe ukulele drums clarinet mandolin
        bassoon piano""",
    "dish": """lasagne paella goulash moussaka risotto dumplings ramen falafel pancakes pierogi
        ceviche couscous""",
}
NOTED = {
    "job": ("NAME works as a {}.", "NAME is a {}.", "Job: {}."),
    "town": ("Lives in {}.", "Comes from {}.", "Moved to {} last spring."),
    "pet": ("Has a {} called {pet}.", "Keeps a {}.", "The {} was there too."),
    "hobby": ("Goes to {} every week.", "Is mad about {}.", "Spends Sundays on {}."),
    "allergy": ("Allergic to {}.", "Cannot stand {}, an allergy.", "No {} please, allergic!"),
    "car": ("Drives a {}.", "Bought an old {}.", "Came in the new {}."),
    "instrument": ("Plays the {} in a band.", "Is learning the {}.", "Practises the {} daily."),
    "dish": ("Made {} for all of us.", "Would eat {} every day.", "Brought {} again."),
}
DESCRIBED = {
    "job": "the {}",
    "town": "from {}",
    "pet": "with the {}",
    "hobby": "who likes {}",
    "allergy": "who is allergic to {}",
    "car": "who drives a {}",
    "instrument": "who plays the {}",
    "dish": "who makes {}",
}
ASKED = (
    "Where does {} live?",
    "What is the phone number of {}?",
    "When is the birthday of {}?",
    "{}: what did we talk about last time?",
    "Who is {}?",
    "What did {} promise me?",
)
NAMES = "Ana Ben Cleo Dov Eva Finn Gita Hugo Ines Jan Kaya Leo Mina Nils Olga Pavel".split()
PETS = "Biscuit Rocket Pepper Olive Monty Luna Coco Socks".split()

Person = dict[str, str]
"""Facts by kind; not everybody has each."""


@dataclass(frozen=True)
class Figures:
    people: int
    asked: int
    found: dict[str, float]
    """Shares from 0 to 1, by where the person stands: first, middle or last third."""
    wrong: float
    twins: float
    strangers: float
    seconds: float
    first: float


def made(rng: random.Random, count: int) -> list[Person]:
    values = {kind: words.split() for kind, words in FACTS.items()}
    everybody = []
    for _ in range(count):
        kinds = rng.sample(list(values), rng.randint(5, 7))
        everybody.append({kind: rng.choice(values[kind]) for kind in values if kind in kinds})
    return everybody


def notes(rng: random.Random, person: Person) -> list[str]:
    """The facts in three notes."""
    said = [
        rng.choice(NOTED[kind]).format(fact, pet=rng.choice(PETS)) for kind, fact in person.items()
    ]
    rng.shuffle(said)
    third = -(-len(said) // 3)
    return [" ".join(said[at : at + third]) for at in range(0, len(said), third)][:3]


def description(facts: Person) -> str:
    """For example "the dentist from Porto who plays the cello"."""
    ordered = [kind for kind in DESCRIBED if kind in facts]
    parts = [DESCRIBED[kind].format(facts[kind]) for kind in ordered]
    if "job" not in facts:
        parts.insert(0, "the person")
    relative = [part for part in parts if part.startswith("who ")]
    joined = " and ".join([*relative[:1], *(part[4:] for part in relative[1:])])
    return " ".join([*(part for part in parts if part not in relative), joined]).strip()


def telling(rng: random.Random, everybody: list[Person], facts: Person) -> Person | None:
    """As few of the facts as fit only those people who have all of them."""
    kinds = list(facts)
    for count in range(2, len(kinds) + 1):
        for _ in range(12):
            chosen = {kind: facts[kind] for kind in rng.sample(kinds, count)}
            fitting = [each for each in everybody if chosen.items() <= each.items()]
            if all(each == facts for each in fitting):
                return chosen
    return None


def measure(people: int, asked: int) -> Figures:
    rng = random.Random(SEED)
    everybody = made(rng, people)
    places = [round((people - 1) * at / (asked - 1)) for at in range(asked)]
    twins = [at for at in places[1::4] if at + 1 not in places and at + 1 < people]
    for at in twins:
        everybody[at + 1] = dict(everybody[at])
    with Store.temporary() as memory:
        texts: list[str] = []
        for number, person in enumerate(everybody):
            if number - 1 in twins:
                rng.shuffle(texts)
            else:
                texts = notes(rng, person)
            name = f"{rng.choice(NAMES)} {surname(number)}"
            memory.people.add(
                name, [Entry(Triplet(text=text.replace("NAME", name))) for text in texts]
            )
        ids = list(memory.people.names())
        router = Router(memory, {}, load())
        decided: list[float] = []

        def who(facts: Person) -> Edge:
            question = rng.choice(ASKED).format(description(facts))
            started = time.perf_counter()
            edge = router.decide(Query(question))
            decided.append(time.perf_counter() - started)
            return edge

        found: dict[str, list[bool]] = {"first": [], "middle": [], "last": []}
        wrong, both, refused = [], [], []
        for at in places:
            facts = telling(rng, everybody, everybody[at])
            if facts is None:
                continue
            edge = who(facts)
            if at in twins:
                named = {each.persona_id for each in edge.alternatives}
                both.append({ids[at], ids[at + 1]} <= named)
                continue
            matched = edge.outcome is Outcome.MATCHED
            right = matched and edge.candidates[0].persona_id == ids[at]
            found[list(found)[min(2, 3 * at // people)]].append(right)
            wrong.append(matched and not right)
        for _ in range(asked):
            facts = nobodys(rng, everybody)
            refused.append(who(facts).outcome is Outcome.UNKNOWN)
    return Figures(
        people,
        asked,
        {place: share(each) for place, each in found.items()},
        share(wrong),
        share(both),
        share(refused),
        statistics.median(decided[1:]),
        decided[0],
    )


def nobodys(rng: random.Random, everybody: list[Person]) -> Person:
    """Three facts that nobody has together."""
    while True:
        kinds = rng.sample(list(FACTS), 3)
        facts = {kind: rng.choice(FACTS[kind].split()) for kind in kinds}
        if not any(facts.items() <= each.items() for each in everybody):
            return facts


def surname(number: int) -> str:
    """Of three syllables, another for each number."""
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    parts = []
    for _ in range(3):
        number, at = divmod(number * 7 + 3, len(syllables))
        parts.append(syllables[at])
    return "".join(parts).capitalize() + "sen"


def share(found: list[bool]) -> float:
    return sum(found) / len(found) if found else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2000, metavar="N")
    parser.add_argument("--asked", type=int, default=120, metavar="N")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = measure(given.people, given.asked)
    if given.json:
        print(json.dumps(asdict(figures), indent=2))
        return
    print(f"{figures.people:,} people with three notes each, {figures.asked} asked about")
    for place, each in figures.found.items():
        print(f"found, {place} third  {100 * each:5.1f} %")
    print(f"somebody else       {100 * figures.wrong:5.1f} %")
    print(f"twins ambiguous     {100 * figures.twins:5.1f} %")
    print(f"strangers unknown   {100 * figures.strangers:5.1f} %")
    print(f"median {figures.seconds:.3f} s, the first {figures.first:.3f} s")


if __name__ == "__main__":
    main()
