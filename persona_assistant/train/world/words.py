"""Word banks and sentence templates: what a life can hold and how people write about it.

Every list of templates is shared out between the splits by position: even places belong to "mini",
odd places to "calibration" (`share`). Values (jobs, pets, places) are common property, wordings and
names are not, so nothing tuned on one split has met a sentence of the other.

In templates {n} is the name, {S}/{s} She/she, {o} her/him, {p} her/his, {P} Her/His, {v} the value,
{av} the value with its article. In questions {who} stands for the person asked about.
A value may carry a paraphrase after " | ": how somebody would hint at it without its own words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence, TypeVar

T = TypeVar("T")
SPLITS = ("mini", "calibration")


def share(items: Sequence[T], split: str) -> tuple[T, ...]:
    """The part of a list that belongs to a split."""
    return tuple(items[SPLITS.index(split)::2])


@dataclass(frozen=True, slots=True)
class Attribute:
    group: str
    """bio, emotion, environment, dialogue or appearance."""
    values: tuple[str, ...]
    prose: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    cues: tuple[str, ...] = ()
    """Clauses after "the person who", with {v} or {hint}."""
    gold: str = "{v}"
    near: tuple[str, ...] = ()
    """Attributes whose presence could be taken for an answer to this one."""


NAMES_F = (
    "Amara", "Beatriz", "Chiamaka", "Daria", "Eleni", "Fatou", "Greta", "Hana", "Ingrid", "Jia", "Katarzyna", "Leilani",
    "Mirjam", "Nadia", "Oksana", "Priya", "Quỳnh", "Rania", "Soledad", "Tamsin", "Uzoma", "Valentina", "Wanjiru", "Ximena",
    "Yara", "Zsófia", "Anneliese", "Bronwyn", "Camila", "Dilnoza", "Esther", "Frida", "Gulsen", "Hyejin", "Ilse", "Josephine",
    "Kalinda", "Lucía", "Mei", "Nomvula", "Orla", "Petra", "Rosalind", "Saoirse", "Thandiwe", "Ulrike", "Vesna", "Winona",
    "Yevgenia", "Zahra", "Asta", "Bhavna", "Constance", "Delphine", "Eun", "Fiammetta", "Ginevra", "Henrike", "Iman", "Jelena",
    "Karin", "Liv", "Marisol", "Noémie", "Olena", "Pilar", "Ruth", "Sunniva", "Tove", "Ursula", "Violeta", "Xiaoli",
    "Agnieszka", "Britta", "Catarina", "Dagny", "Elif", "Folasade", "Giulia", "Hedda", "Isolde", "Jacinta", "Kirsi", "Ludmila",
)
NAMES_M = (
    "Abel", "Bashir", "Caspar", "Dawit", "Emeka", "Fyodor", "Gaspard", "Hiroshi", "Ilyas", "Jakub", "Kofi", "Lorenzo",
    "Mateus", "Nikhil", "Óscar", "Piotr", "Qasim", "Rafael", "Siddharth", "Tariq", "Umberto", "Viktor", "Wen", "Xavier",
    "Yusuf", "Zoltán", "Anselm", "Bram", "Cormac", "Dimitris", "Einar", "Farid", "Goran", "Henk", "Ivo", "Joaquín",
    "Kenji", "Lamine", "Milan", "Nuno", "Oluwaseun", "Pavel", "Ruben", "Sven", "Thabo", "Ulf", "Vusi", "Wojciech",
    "Yann", "Zeno", "Arjun", "Boaz", "Cheng", "Dov", "Eamon", "Florin", "Giorgio", "Hamza", "Iker", "Jomo",
    "Karim", "Leif", "Minh", "Nathaniel", "Otto", "Pekka", "Rostam", "Stellan", "Teodor", "Uriel", "Vikram", "Willem",
    "Anton", "Bilal", "Cyprian", "Domagoj", "Ezra", "Filip", "Gabriel", "Havel", "Isidro", "Jens", "Kasper", "Luca",
)

JOBS = (
    "beekeeper | looks after hives", "tram driver | steers trams through town", "paediatric nurse | cares for sick children at work",
    "bricklayer | builds walls for money", "optician | fits people with spectacles", "court interpreter | translates in front of judges",
    "carpenter | works with wood and saws all day", "veterinarian | treats sick animals", "translator | carries books from one tongue into another",
    "baker | gets up at three to make bread", "electrician | lays cables in new houses", "archivist | sorts old papers for a living",
    "primary school teacher | stands in front of a class of small children", "locksmith | opens doors for people who lost their keys",
    "marine biologist | studies what lives in the sea", "piano tuner | makes concert grands sound right", "firefighter | rides on the red engine",
    "cartographer | draws maps professionally", "pharmacist | sells medicine over a counter", "stage designer | builds sets for the theatre",
    "dentist | looks into other people's mouths", "glassblower | shapes hot glass", "air traffic controller | guides planes from a tower",
    "florist | ties bouquets", "welder | joins steel with a torch", "radio presenter | talks on the air every morning",
    "geologist | reads rocks", "tailor | makes suits to measure", "bus mechanic | repairs the city's buses", "bookbinder | gives old volumes new covers",
)

ATTRIBUTES: dict[str, Attribute] = {
    "job": Attribute(
        "bio", JOBS,
        ("{S} works as {av}.", "{S} has been {av} for years now.", "{n} earns {p} living as {av}.", "By trade {s} is {av}.",
         "{S} is {av}, and a good one from what I hear.", "Professionally, {n} is {av}.", "These days {s} makes a living as {av}.",
         "{S} told me about life as {av}."),
        ("Works as {av}.", "Job: {v}.", "{av_cap} by profession.", "Occupation {v}."),
        ("What does {who} do for a living?", "What is the occupation of {who}?", "What kind of work does {who} do?", "How does {who} earn money?",
         "What line of work is {who} in?", "Which profession does {who} have?"),
        ("works as {av}", "is {av}", "{hint}", "{hint}"), near=("employer", "studies")),
    "employer": Attribute(
        "bio", ("Tern & Sons", "the Halvorsen Institute", "Blue Gate Cooperative", "Marlow and Pike", "the Quillfeather Foundation", "Oster & Lind",
                "Redwater Works", "the Ninth Street Collective", "Calder Brothers", "Lumen House", "the Saltmarsh Trust", "Pinnacle Yard"),
        ("{S} is employed by {v}.", "{S} has a contract with {v}.", "{P} employer is {v}, the one near the canal.", "{v_cap} hired {o} two winters ago.",
         "{n} is on the payroll of {v}.", "For the last three years {s} has been with {v}."),
        ("Employer: {v}.", "With {v} at the moment.", "Paid by {v}.", "Company: {v}."),
        ("Who employs {who}?", "Which company is {who} with?", "What is the name of the organisation {who} works for?", "Whose payroll is {who} on?"),
        ("is employed by {v}", "is with {v}", "gets a salary from {v}", "has {v} as an employer"), near=("job",)),
    "hometown": Attribute(
        "bio", ("Aarhus", "Bergamo", "Cusco", "Dakar", "Esfahan", "Fremantle", "Gdańsk", "Hanoi", "Izmir", "Jaipur", "Kraków", "Lisbon", "Mombasa", "Nagasaki",
                "Ouagadougou", "Porto", "Quito", "Riga", "Salvador", "Tbilisi", "Uppsala", "Valparaíso", "Windhoek", "Yerevan", "Zagreb", "Galway"),
        ("{S} grew up in {v}.", "{S} comes from {v} originally.", "{P} childhood was spent in {v}.", "{S} was born and raised in {v}.",
         "{n} is from {v}, as everybody can hear.", "Home, for {o}, will always be {v}."),
        ("From {v}.", "Originally {v}.", "Born in {v}.", "Home town: {v}."),
        ("Which town does {who} come from?", "Where did {who} grow up?", "What is the home town of {who}?", "Where is {who} from originally?"),
        ("grew up in {v}", "comes from {v}", "has roots in {v}", "was a child in {v}"), near=("place",)),
    "studies": Attribute(
        "bio", ("astronomy", "comparative literature", "forestry", "medieval history", "theology", "food chemistry", "textile design", "civil engineering",
                "musicology", "linguistics", "hydrology", "mathematics", "ethnology", "graphic design"),
        ("{S} took a degree in {v} once.", "{S} studied {v} before everything else.", "At university {p} subject was {v}.", "{n} has a diploma in {v} somewhere in a drawer.",
         "Long ago {s} read {v} at college.", "{S} spent five years on {v} at the university."),
        ("Degree in {v}.", "Studied {v}.", "University: {v}.", "Diploma ({v})."),
        ("What did {who} study?", "Which subject did {who} take at university?", "What is the degree of {who} in?", "What was the field of study of {who}?"),
        ("has a degree in {v}", "studied {v}", "went to university for {v}", "read {v} at college"), near=("job",)),
    "hobby": Attribute(
        "bio", ("restoring old radios | brings broken wireless sets back to life", "bird watching | gets up early to look at birds", "pottery | throws pots on a wheel",
                "fencing | crosses blades at a club", "orienteering | runs through forests with a map and a compass", "knitting | is rarely seen without needles and wool",
                "rock climbing | spends weekends hanging on cliffs", "calligraphy | writes letters with a brush", "chess | thinks ten moves ahead on the board",
                "wild swimming | jumps into cold lakes", "model railways | runs tiny trains in the cellar", "salsa dancing | dances on Friday nights",
                "mushroom picking | hunts for ceps in autumn", "juggling | keeps five balls in the air", "stargazing | owns a telescope",
                "rowing | is out on the river in a narrow boat", "baking sourdough | feeds a jar of starter", "geocaching | looks for hidden boxes with a GPS"),
        ("In {p} spare time {s} is all about {v}.", "Outside of work, {n} lives for {v}.", "{P} big passion is {v}.", "{S} spends every free hour on {v}.",
         "On weekends it is {v} and nothing else.", "{S} has fallen for {v} and tries to convert everybody."),
        ("Hobby: {v}.", "Free time: {v}.", "Mad about {v}.", "Spare time goes into {v}."),
        ("What does {who} do in spare time?", "What is the hobby of {who}?", "How does {who} like to spend free hours?", "Which pastime does {who} have?"),
        ("is mad about {v}", "has {v} as a hobby", "{hint}", "{hint}"), near=("instrument", "goal")),
    "instrument": Attribute(
        "bio", ("cello", "accordion", "trombone", "harp", "oboe", "banjo", "double bass", "kora", "clarinet", "mandolin", "bagpipes", "marimba", "oud", "viola"),
        ("{S} plays the {v} in a small band.", "{S} has played the {v} since school.", "{S} brought {p} {v} along and played a little.", "There was a {v} case leaning against {p} chair, {s} plays.",
         "{n} practises the {v} every evening.", "You should hear {o} on the {v}."),
        ("Plays the {v}.", "Musician on the side ({v}).", "{v_cap} player.", "Music: the {v}."),
        ("Which instrument does {who} play?", "What does {who} make music on?", "What musical instrument is {who} good at?", "On what does {who} play tunes?"),
        ("plays the {v}", "makes music on the {v}", "practises the {v}", "is good on the {v}"), gold="the {v}", near=("hobby",)),
    "pet": Attribute(
        "bio", ("a one-eyed cat called Biscuit | shares a flat with a cat that has lost an eye", "two ferrets | keeps a pair of small furry hunters", "an old greyhound named Duke | walks a retired racing dog",
                "a tortoise | feeds lettuce to something with a shell", "a parrot that swears | lives with a rude bird", "three rabbits | has long-eared animals in the garden",
                "a corn snake | keeps a reptile without legs", "a poodle called Madame | walks a curly dog", "a goat | has an animal with horns behind the house",
                "a hedgehog with a limp | nurses a small spiny guest", "a pair of budgies | has two little birds in the kitchen", "a three-legged dog | owns a dog that is short of a leg"),
        ("{S} has {v}.", "At home {s} keeps {v}.", "{S} lives with {v}.", "{P} household includes {v}.", "{n} had to hurry home to feed {v}.", "{S} showed me photos of {p} companion, {v}."),
        ("Pet: {v}.", "Has {v}.", "Animal at home: {v}.", "Owner of {v}."),
        ("Which pet does {who} have?", "What animal lives with {who}?", "What kind of animal does {who} keep?", "Does {who} own an animal, and which?"),
        ("has {v}", "lives with {v}", "{hint}", "{hint}")),
    "family": Attribute(
        "bio", ("a twin sister in the navy", "four older brothers", "a daughter who has just learned to walk", "a grandmother of a hundred and one", "two sons at boarding school",
                "a husband-and-wife pair of godparents in Malta", "a stepbrother who sails", "an aunt who was a spy", "triplets on the way", "a cousin in the parliament",
                "a nephew who never sleeps", "a father who repairs clocks"),
        ("{S} has {v}.", "In {p} family there is {v}.", "{S} went on about {p} relatives: {v}, imagine.", "Family-wise, {s} has {v}.",
         "{n} talked about home; there is {v}.", "I had no idea that {s} has {v}."),
        ("Family: {v}.", "Relatives: {v}.", "There is {v} in the family.", "Has {v}."),
        ("What do I know about the family of {who}?", "Which relative of {who} was mentioned?", "What about the relatives of {who}?", "Who belongs to the family of {who}?"),
        ("has {v}", "has {v} in the family", "is related to {v}", "counts {v} among the relatives")),
    "food": Attribute(
        "bio", ("pumpkin dumplings", "grilled sardines", "mango pickle", "beetroot soup", "plum cake", "spicy noodle broth", "stuffed vine leaves", "rhubarb crumble",
                "fried plantain", "black bean stew", "smoked trout", "saffron rice", "onion tart", "lentil curry"),
        ("{P} favourite dish is {v}.", "{S} would walk ten miles for {v}.", "Nothing makes {o} as happy as {v}.", "When it comes to eating, {s} loves {v} above all.",
         "{S} says there is no better meal than {v}.", "If you cook for {n}, make {v}: the best thing there is, according to {o}."),
        ("Favourite food: {v}.", "Loves {v}.", "Best meal ever: {v}.", "Always happy with {v}."),
        ("What does {who} like to eat most?", "What is the favourite food of {who}?", "Which dish does {who} love?", "What should I cook to please {who}?"),
        ("loves {v}", "cannot resist {v}", "would do anything for {v}", "likes {v} best of all dishes"), near=("allergy",)),
    "allergy": Attribute(
        "bio", ("hazelnuts", "strawberries", "shellfish", "sesame", "cat hair", "bee stings", "celery", "birch pollen", "penicillin", "kiwi"),
        ("{S} is allergic to {v}.", "Careful: {v} could kill {o}, {s} says.", "{S} cannot tolerate {v} at all.", "{S} breaks out in a rash from {v}.",
         "{S} has a serious allergy to {v}.", "{n} carries an injector because of {v}."),
        ("Allergic to {v}!", "No {v}, ever.", "Allergy: {v}.", "Reacts badly to {v}."),
        ("What is {who} allergic to?", "What must I keep away from {who} for health reasons?", "Which allergy does {who} have?", "What does {who} not tolerate?"),
        ("is allergic to {v}", "cannot tolerate {v}", "must stay away from {v}", "gets ill from {v}"), near=("food",)),
    "languages": Attribute(
        "bio", ("Portuguese and Wolof", "Finnish and Swedish", "Farsi and German", "Korean and Spanish", "Swahili and French", "Welsh and Italian", "Turkish and Greek", "Hindi and Dutch",
                "Polish and Mandarin", "Arabic and Russian", "Japanese and Danish"),
        ("{S} is fluent in {v}.", "{S} speaks {v} besides English.", "{S} switches between {v} in mid-sentence.", "At home {s} talks in {v}.",
         "{S} took a phone call and I heard {v}, both fluent.", "{n} knows {v} equally well."),
        ("Speaks {v}.", "Languages: {v}.", "Fluent in {v}.", "Tongues: {v}."),
        ("Which languages does {who} speak?", "What languages is {who} fluent in?", "In which tongues can {who} hold a conversation?", "What can {who} speak besides English?"),
        ("speaks {v}", "is fluent in {v}", "grew up with {v}", "can talk in {v}"), near=("hometown",)),
    "goal": Attribute(
        "bio", ("open a bookshop by the sea", "cross Patagonia on horseback", "write a cookbook", "learn to fly a glider", "buy back the family farm", "run the marathon in Athens",
                "build a house out of straw", "walk to Santiago", "record an album", "adopt a child", "move to an island without cars", "finish a doctorate"),
        ("One day {s} wants to {v}.", "{P} dream is to {v}.", "{S} is determined to {v} before long.", "{S} has a plan: to {v}.", "If all goes well {s} is going to {v} in a few years.",
         "{n} is saving every penny in order to {v}."),
        ("Dream: to {v}.", "Wants to {v}.", "Goal: to {v}.", "Big plan: {v}."),
        ("What does {who} dream of?", "What is the great ambition of {who}?", "What does {who} hope to achieve one day?", "Which plan for the future does {who} have?"),
        ("wants to {v}", "dreams of the day to {v}", "hopes to {v}", "plans to {v}"), gold="to {v}", near=("hobby", "studies")),
    "place": Attribute(
        "environment", ("at the flea market behind the cathedral", "in the waiting room of the dentist", "on the night ferry to the islands", "at the launderette on Mill Street", "in the queue at the passport office",
                        "on the roof terrace of the museum", "at a bus stop in the middle of nowhere", "in the greenhouse of the botanical garden", "by the duck pond in the park", "at the bottling plant on an open day",
                        "in the back row of a tiny cinema", "on a bench above the vineyards", "in the vegetable aisle of the supermarket", "at the swimming hall", "in a cabin at the foot of the glacier",
                        "on platform seven", "in the reading room of the library", "at a wedding in a barn", "in the corridor of the music school", "on the pier", "at the climbing gym", "in a noodle bar near the harbour"),
        ("I ran into {n} {v}.", "I met {n} {v}.", "We bumped into each other {v}, {n} and I.", "{n} and I got talking {v}.", "I came across {n} {v} the other day.", "Saw {n} again {v}.",
         "Of all places, I found {n} {v}.", "Our paths crossed {v}: {n} and I."),
        ("{n}, {v}.", "{n}: met {v}.", "{n} ({v}).", "{n}. Where: {v}."),
        ("Where did I meet {who}?", "Where were we when I talked to {who}?", "In which place did I come across {who}?", "What was the location when I saw {who}?"),
        ("I met {v}", "I saw {v}", "I bumped into {v}", "crossed my path {v}"), near=("surroundings", "hometown")),
    "weather": Attribute(
        "environment", ("drizzling", "hot and windless", "snowing in thick flakes", "stormy", "foggy", "bitterly cold", "hailing", "mild and overcast", "sunny with a cool wind", "pouring with rain", "icy and clear", "humid"),
        ("It was {v} that day.", "Outside it was {v}.", "That day it was {v}.", "I remember that it was {v}.", "It had been {v} since the morning.", "All the while it was {v}."),
        ("Weather: {v}.", "It was {v}.", "Sky: {v}.", "{v_cap} all day."),
        ("What was the weather like when I met {who}?", "What kind of weather was it on the day with {who}?", "How would I describe the weather on the day I saw {who}?", "How was the weather at the meeting with {who}?"),
        ("I met when it was {v}", "I talked to while it was {v}", "I saw when it was {v}", "was with me when it was {v}"), gold="it was {v}", near=()),
    "surroundings": Attribute(
        "environment", ("a brass band was practising", "somebody was drilling into a wall", "children were chasing a balloon", "a television crew was setting up lamps", "workers were hanging paper lanterns",
                        "a dog would not stop barking", "a choir was rehearsing", "people were dancing in socks", "two men were arguing about a parking space", "a baby was asleep on a heap of coats",
                        "pigeons were walking in and out", "everybody was staring at a juggler"),
        ("Around us {v}.", "Close by, {v}.", "Meanwhile {v}.", "All the time {v}, so we had to raise our voices.", "A few steps away {v}.", "In the background {v}."),
        ("Nearby {v}.", "Background: {v}.", "({v_cap}.)", "Scene: {v}."),
        ("What was going on around us when I was with {who}?", "What was happening in the background when I met {who}?", "What was the scene around {who} and me?", "What else went on nearby while I talked to {who}?"),
        ("I talked to while {v}", "was with me when {v}", "stood next to me as {v}", "I met while {v}"), near=("place", "weather")),
    "footwear": Attribute(
        "appearance", ("muddy hiking boots", "red rubber boots", "silver trainers", "wooden clogs", "roller skates", "two different shoes", "sandals with thick socks", "polished black brogues", "slippers", "green wellingtons"),
        ("{S} wore {v}.", "On {p} feet {s} had {v}.", "I noticed the {v} on {o}.", "{S} had come in {v}.", "What struck me were {p} {v}.", "{S} was walking around in {v}."),
        ("In {v}.", "Shoes: {v}.", "On the feet {v}.", "Footwear, {v}."),
        ("What did {who} have on the feet?", "Which shoes was {who} wearing?", "What kind of footwear did {who} wear?", "What was on the feet of {who}?"),
        ("wore {v}", "came in {v}", "had {v} on", "walked around in {v}")),
    "carried": Attribute(
        "appearance", ("a canvas bag with a heron on it", "a birdcage", "a rolled-up carpet", "a huge yellow umbrella", "a basket full of quinces", "a broken lamp", "a skateboard", "a violin-shaped cake", "a fishing rod", "a stack of vinyl records"),
        ("{S} was carrying {v}.", "Under {p} arm {s} had {v}.", "{S} held {v} in both hands.", "{S} had {v} with {o}.", "{S} came along lugging {v}.", "{P} hands were full: {v}."),
        ("Carrying {v}.", "With {v}.", "In the hand {v}.", "Brought {v}."),
        ("What was {who} carrying?", "What did {who} have in the hands?", "Which object did {who} bring along?", "What was {who} holding?"),
        ("was carrying {v}", "had {v} along", "came with {v}", "was holding {v}")),
    "clothes": Attribute(
        "appearance", (),
        ("{S} wore {v}.", "{S} was dressed in {v}.", "{S} had {v} on.", "I can still see {o} in {p} {bare}.", "{S} turned up in {v}.", "{S} looked good in {v}."),
        ("Wearing {v}.", "Clothes: {v}.", "In {v}.", "Top: {v}."),
        ("What was {who} wearing when we met?", "What clothes did {who} have on that day?", "How was {who} dressed?", "What was {who} dressed in at our meeting?"),
        ("wore {v}", "had {v} on", "was dressed in {v}", "turned up in {v}")),
}


_MORE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # attribute: more prose, more questions
    "job": (
        ("{S} has long been known as {av}, and still loves it.",
         "After a few detours {s} ended up as {av}.",
         "I had quite forgotten that {s} is {av}.",
         "Ask {o} anything, {s} is {av} and knows about such things."),
        ("What is the profession of {who}?",
         "What job does {who} have?",
         "As what does {who} work?",
         "What did {who} become professionally?"),
    ),
    "employer": (
        ("{S} signed on with {v} last spring.",
         "{v_cap} is where {s} earns {p} money.",
         "You will find {o} at {v} on weekdays.",
         "Since the summer {s} has been on the staff of {v}."),
        ("Where is {who} employed?",
         "At which firm is {who}?",
         "Who pays the salary of {who}?",
         "Which organisation is {who} part of?"),
    ),
    "hometown": (
        ("The accent is from {v}, {s} told me, where {s} was born.",
         "{S} left {v} at twenty, but {p} parents are still there.",
         "You can take {n} out of {v}, {s} says, but not the other way round.",
         "{S} showed me a postcard of {v}, where {s} is from."),
        ("In which city was {who} born and raised?",
         "What place does {who} call home?",
         "Where are the roots of {who}?",
         "Which city is {who} a native of?"),
    ),
    "studies": (
        ("It turns out that {s} once wrote a thesis in {v}.",
         "{P} student years went into {v}.",
         "{S} was a student of {v} in another life.",
         "{S} has never used {p} degree in {v}, {s} says."),
        ("In which subject did {who} graduate?",
         "What was {who} a student of?",
         "Which discipline did {who} learn at college?",
         "What is the academic background of {who}?"),
    ),
    "hobby": (
        ("When nobody needs {o}, {s} goes off to do what {s} loves: {v}.",
         "{S} has started with {v} and is hooked.",
         "I am told that {v} is what keeps {o} sane.",
         "After hours you will find {o} busy with {v}."),
        ("What does {who} do for fun?",
         "What is the favourite leisure activity of {who}?",
         "What keeps {who} busy after hours?",
         "What is {who} passionate about outside of work?"),
    ),
    "instrument": (
        ("The neighbours complain, because {s} plays the {v} at night.",
         "{S} took up the {v} at forty and does not regret it.",
         "{P} fingers were sore from the {v}.",
         "In the orchestra {s} is on the {v}."),
        ("What does {who} play in the band?",
         "Which instrument belongs to {who}?",
         "What does {who} practise to make music?",
         "On which instrument can I hear {who}?"),
    ),
    "pet": (
        ("{S} could not stay long, because {v} waited at home.",
         "There is a new member of the household: {v}.",
         "{S} talks about nothing but {p} animal, {v}.",
         "The two of them are inseparable, {n} and {v}."),
        ("What animal companion does {who} have at home?",
         "Which creature shares a home with {who}?",
         "What pet was mentioned by {who}?",
         "Which animal belongs to {who}?"),
    ),
    "family": (
        ("{S} is not alone in the world: there is {v}.",
         "And {s} has {v}, which I never knew.",
         "{P} phone rang; it was about the family, there is {v}.",
         "The most important thing for {o} is the family: {v}."),
        ("Which family member did {who} tell me about?",
         "What is there to know about the relations of {who}?",
         "Which relation does {who} have?",
         "What did I note about the kin of {who}?"),
    ),
    "food": (
        ("{S} ordered {v}, as ever, {p} favourite.",
         "Put a plate of {v} in front of {o} and the day is saved.",
         "As a child {s} lived on {v}, and {s} still likes it best.",
         "Invite {o} for {v}, the dish {s} loves most."),
        ("What is the best meal in the eyes of {who}?",
         "What does {who} enjoy eating more than anything?",
         "Which meal makes {who} happy?",
         "What is the dish that {who} prefers?"),
    ),
    "allergy": (
        ("Even a trace of {v} makes {o} ill; it is an allergy.",
         "{S} had to go to hospital once because of an allergy to {v}.",
         "I must remember that {v} and {n} do not go together, allergy!",
         "{P} doctor has forbidden {o} {v} for good, because of the allergy."),
        ("What triggers an allergic reaction in {who}?",
         "To what does {who} react badly?",
         "What could make {who} ill?",
         "What does the immune system of {who} not cope with?"),
    ),
    "languages": (
        ("{S} dreams in two languages, {v}.",
         "You can talk with {o} in {v}.",
         "{S} reads newspapers in {v}.",
         "With {p} cousins {s} talks in {v}."),
        ("Which tongues does {who} know?",
         "What are the languages of {who}?",
         "In what languages could I talk with {who}?",
         "Which two languages does {who} master?"),
    ),
    "goal": (
        ("What {s} really wants is to {v}.",
         "{S} swears that {s} is going to {v} before {s} turns fifty.",
         "{S} keeps a jar of coins with a label on it: to {v}.",
         "There is one thing left on {p} list, to {v}."),
        ("What does {who} want to do some day?",
         "What is {who} working towards?",
         "What is the dream of {who}?",
         "What is on the wish list of {who}?"),
    ),
    "place": (
        ("It was {v} that {n} tapped me on the shoulder.",
         "Guess whom I met {v}: {n}!",
         "I had not seen {n} for ages, and then there we were {v}.",
         "{n} was the last person I expected {v}, but there we met.",
         "Met {n} {v} and forgot the time.",
         "I spotted {n} {v} and went over."),
        ("What was the place of my encounter with {who}?",
         "At what spot did I talk with {who}?",
         "Where was it that I ran into {who}?",
         "Where did the encounter with {who} take place?"),
    ),
    "weather": (
        ("As for the weather, it was {v}.",
         "It stayed {v} until the evening.",
         "I should add that it was {v}.",
         "Picture this: it was {v}."),
        ("What was it like outside when I saw {who}?",
         "What weather did we have when I was with {who}?",
         "Which weather did I note for the day with {who}?",
         "In what weather did I meet {who}?"),
    ),
    "surroundings": (
        ("We could hardly talk, as {v}.",
         "Right next to us {v}.",
         "I only half listened at first, because {v}.",
         "Of all moments, {v} just then."),
        ("What distracted us while I was with {who}?",
         "What could be seen or heard around us when I met {who}?",
         "What went on next to us when I talked with {who}?",
         "Which commotion was there around us when I saw {who}?"),
    ),
    "footwear": (
        ("Everybody looked at {p} feet: {v}!",
         "{S} stamped {p} feet now and then, in {v} as it happens.",
         "The outfit ended in {v}.",
         "As always {s} came in {v}."),
        ("What shoes did {who} come in?",
         "What was {who} wearing on the feet?",
         "In which footwear did {who} turn up?",
         "How were the feet of {who} clad?"),
    ),
    "carried": (
        ("{S} put down what {s} was carrying, {v}.",
         "Do not ask me why, but {s} was holding {v}.",
         "{S} would not let go of {v}, not for a second.",
         "I helped {o} to carry {v} for a bit."),
        ("What thing did {who} carry around?",
         "What did {who} have along?",
         "What did {who} bring with them?",
         "What was in the arms of {who}?"),
    ),
    "clothes": (
        ("{P} outfit of the day: {v}.",
         "As for clothes, it was {v}.",
         "You could see {o} from afar in {v}.",
         "{S} had put on {v} for the occasion."),
        ("Which clothes did I see {who} in?",
         "What outfit was {who} in?",
         "What garment did {who} have on?",
         "What did {who} have on when we talked?"),
    ),
}
ATTRIBUTES = {
    name: replace(a, prose=a.prose + _MORE[name][0], questions=a.questions + _MORE[name][1]) for name, a in ATTRIBUTES.items()
}

FEELINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # feeling | hint, mood of the voice, reasons
    ("relieved | had a weight off the mind", "calm", ("the lost passport had turned up", "the operation had gone well", "the landlord had taken back the notice", "the test results were fine")),
    ("nervous | had butterflies in the stomach", "nervous", ("a driving test was coming up in an hour", "it was the evening of the premiere", "there was a speech to give", "the jury had not decided yet")),
    ("proud | was beaming with satisfaction", "proud", ("the old boat was finally afloat", "a poem of {p} own had been printed", "the team had won the cup", "the garden had taken first prize")),
    ("sad | was close to tears", "sad", ("an old friend had moved abroad", "the village school had closed for good", "the apple tree had been felled", "the holiday was over")),
    ("annoyed | was in a foul temper", "annoyed", ("the train had been cancelled twice", "somebody had scratched the car", "the neighbours had held a party until four", "the parcel had gone to the wrong town")),
    ("excited | could hardly stand still", "excited", ("the tickets to Iceland had come", "the new workshop was about to open", "a baby was due any day", "the telescope had been delivered")),
    ("exhausted | could barely keep the eyes open", "tired", ("the move had taken three days", "the night shift had been endless", "the puppy had howled until dawn", "there had been an inventory at work")),
    ("worried | could not stop brooding", "worried", ("the roof had started to leak", "a letter from the tax office had come", "the cat had been gone since Monday", "the harvest looked poor")),
    ("cheerful | was humming all the time", "happy", ("the first swallows had come back", "there was a surprise visit from Chile", "the loan had been paid off", "the cast had come off at last")),
    ("embarrassed | went red in the face", "nervous", ("a mail had gone to everybody by mistake", "the microphone had been on the whole time", "the zip had burst during the meeting", "{s} had waved at a stranger")),
    ("disappointed | had hoped for more", "sad", ("the grant had been refused", "the concert had been called off", "the job had gone to somebody else", "the cake had collapsed")),
    ("grateful | kept thanking everybody", "happy", ("the whole street had helped after the flood", "a stranger had returned the wallet", "the doctor had taken so much time", "the choir had sung at the bedside")),
)
FEELING_PROSE = ("{S} was {f} because {r}.", "{S} felt {f}: {r}.", "I found {o} {f}, since {r}.", "{S} seemed {f} to me; {r}, that was why.",
                 "As {r}, {s} was rather {f}.", "{S} admitted to being {f}, for {r}.",
                 "I asked how things were. {S} was {f}, because {r}.", "You could tell at once that {s} was {f}; {r}.",
                 "{r_cap}, which made {o} {f}.", "It was plain to see that {s} was {f}. The reason: {r}.")
FEELING_ONLY = ("{S} was {f}.", "{S} felt {f}.", "{S} seemed {f} to me.", "I found {o} rather {f}.", "All in all {s} was quite {f}.", "{P} mood: {f}, I would say.")
FEELING_NOTES = ("Mood: {f} ({r}).", "{f_cap}, as {r}.", "Was {f}, because {r}.", "Felt {f} since {r}.")
FEELING_ONLY_NOTES = ("Mood: {f}.", "Felt {f}.", "Was {f}.", "{f_cap}.")
FEELING_QUESTIONS = ("How did {who} feel when we met?", "What mood was {who} in?", "What was the emotional state of {who} that day?", "In what frame of mind was {who}?",
                     "What were the feelings of {who} at that moment?", "How was {who} doing emotionally?", "Which emotion did I notice in {who}?", "What was the mood of {who} like?")
REASON_QUESTIONS = ("What was the reason for the mood {who} was in?", "Why did {who} feel that way?", "What had caused the feelings of {who} that day?", "What lay behind the mood of {who}?",
                    "For what reason was {who} in that state of mind?", "What had happened to make {who} feel like that?", "What was behind the emotion of {who}?", "Why was {who} in such a mood?")
FEELING_CUES = ("was {f}", "felt {f}", "{hint}", "{hint}")

# What people say: quote in the first person, the same reported after "she", the gold phrase, the kind.
SAID: tuple[tuple[str, str, str, str], ...] = (
    ("I will lend you my tent for the August trip", "offered to lend me a tent for August", "a tent for the August trip", "promise"),
    ("I can drive you to the airport on the ninth", "offered to take me to the airport on the ninth", "a lift to the airport on the ninth", "promise"),
    ("I am going to fix your bicycle before Sunday", "said my bicycle would be repaired before Sunday", "to fix my bicycle before Sunday", "promise"),
    ("I will send you the photos from the wedding", "promised to send me the wedding photos", "to send me the photos from the wedding", "promise"),
    ("I will bring two folding chairs to the barbecue", "offered to bring folding chairs for the barbecue", "two folding chairs for the barbecue", "promise"),
    ("I will teach you how to sharpen a knife properly", "promised to show me how knives are sharpened", "to teach me how to sharpen a knife", "promise"),
    ("I will keep a seat free for you at the recital", "promised to keep me a seat at the recital", "a seat at the recital", "promise"),
    ("I will write you a letter of reference next week", "promised me a letter of reference", "a letter of reference", "promise"),
    ("I will knit you a scarf as long as a bus", "promised me a scarf as long as a bus", "a scarf as long as a bus", "promise"),
    ("I will water your plants while you are away", "offered to water my plants", "to water my plants", "promise"),
    ("You have to see the lighthouse exhibition before it closes", "recommended the exhibition on lighthouses", "the lighthouse exhibition", "advice"),
    ("Read the book about the wolves, you will not sleep", "recommended a book about wolves", "the book about the wolves", "advice"),
    ("Try the little soup kitchen next to the tannery", "recommended a soup kitchen beside the tannery", "the soup kitchen next to the tannery", "advice"),
    ("Take the upper path, the lower one is flooded", "advised me to use the upper path", "to take the upper path", "advice"),
    ("Buy the older camera, it never breaks", "advised me to buy the older camera", "to buy the older camera", "advice"),
    ("Sleep one night over it before you sign the lease", "advised me to sleep on it before signing the lease", "to sleep on it before signing the lease", "advice"),
    ("Listen to the podcast on shipwrecks, it is wonderful", "recommended a podcast on shipwrecks", "the podcast on shipwrecks", "advice"),
    ("Go and see Doctor Ames about that knee", "advised me to see Doctor Ames about my knee", "to see Doctor Ames about the knee", "advice"),
    ("Never put the cheese in the fridge", "advised me to keep cheese out of the fridge", "not to put cheese in the fridge", "advice"),
    ("Ask for the room with the balcony, it costs the same", "advised me to ask for the balcony room", "to ask for the room with the balcony", "advice"),
    ("Could I borrow your ladder over the weekend", "asked to borrow my ladder", "my ladder", "request"),
    ("Would you sign the petition for the crossing", "asked me to sign a petition for a crossing", "to sign the petition for the crossing", "request"),
    ("Can you look after my keys until Friday", "asked me to look after a set of keys", "to look after the keys until Friday", "request"),
    ("Please keep the surprise party a secret", "asked me to keep quiet about the surprise party", "to keep the surprise party a secret", "request"),
    ("Could you proofread my application tonight", "asked me to proofread an application", "to proofread the application", "request"),
    ("Would you take my shift at the food bank", "asked me to take a shift at the food bank", "to take the shift at the food bank", "request"),
    ("Can you bring back some of that mustard from Dijon", "asked me to bring mustard from Dijon", "mustard from Dijon", "request"),
    ("Could you help me carry a sofa up the stairs", "asked for help with carrying a sofa", "to help carry a sofa up the stairs", "request"),
    ("Would you be a witness at the notary on Tuesday", "asked me to be a witness at the notary", "to be a witness at the notary", "request"),
    ("Please return my blue casserole at some point", "asked for the blue casserole back", "to return the blue casserole", "request"),
    ("They are going to turn the old cinema into flats", "told me that the old cinema will become flats", "that the old cinema will be turned into flats", "news"),
    ("The mayor is going to resign on Monday", "told me that the mayor will step down on Monday", "that the mayor is going to resign on Monday", "news"),
    ("The bakery has been sold to a bank", "told me that a bank has bought the bakery", "that the bakery has been sold to a bank", "news"),
    ("They found a Roman coin under the playground", "told me that a Roman coin was found under the playground", "that a Roman coin was found under the playground", "news"),
    ("The ferry timetable is going to change in May", "told me that the ferry timetable changes in May", "that the ferry timetable changes in May", "news"),
    ("The choir is looking for a new conductor", "told me that the choir needs a new conductor", "that the choir is looking for a new conductor", "news"),
    ("Our street is getting cobblestones again", "told me that the street gets its cobblestones back", "that the street is getting cobblestones again", "news"),
    ("The storks have come back to the brewery chimney", "told me that storks nest on the brewery chimney again", "that the storks are back on the brewery chimney", "news"),
    ("There will be a second season of the baking show", "told me that the baking show gets a second season", "that there will be a second season of the baking show", "news"),
    ("The lake is going to be drained in October", "told me that the lake will be drained in October", "that the lake is going to be drained in October", "news"),
    ("I will bake the rye loaves for your housewarming", "promised to bake for my housewarming", "to bake rye loaves for the housewarming", "promise"),
    ("I can put you up for two nights in November", "offered me a bed for two nights in November", "a bed for two nights in November", "promise"),
    ("I will get you a signed copy of the score", "promised me a signed score", "a signed copy of the score", "promise"),
    ("I will save the jam jars for you", "offered to collect jam jars for me", "to save the jam jars", "promise"),
    ("Change the tyres before you go into the hills", "advised me to put on other tyres before the hills", "to change the tyres before going into the hills", "advice"),
    ("Order the fish on Thursdays, never on Mondays", "advised me to have the fish on a Thursday", "to order the fish on Thursdays", "advice"),
    ("Leave the tulip bulbs in the ground this winter", "advised me not to dig up the tulips", "to leave the tulip bulbs in the ground", "advice"),
    ("Get off one stop early and walk through the arcade", "advised me to leave the tram one stop early", "to get off one stop early and walk through the arcade", "advice"),
    ("Would you feed the fish during the congress", "asked me to see to the fish during a congress", "to feed the fish during the congress", "request"),
    ("Can I store four boxes in your attic", "asked for room for four boxes in my attic", "to store four boxes in the attic", "request"),
    ("Could you translate the letter from the embassy", "asked for help with a letter from an embassy", "to translate the letter from the embassy", "request"),
    ("Please vote for our float at the carnival", "asked for my vote for a carnival float", "to vote for the float at the carnival", "request"),
    ("The night bus is going to be free from June", "told me that the night bus costs nothing from June", "that the night bus will be free from June", "news"),
    ("The swimming hall gets a slide next year", "told me about a slide for the swimming hall", "that the swimming hall gets a slide next year", "news"),
    ("Number twelve has been bought by an opera singer", "told me that an opera singer bought number twelve", "that an opera singer has bought number twelve", "news"),
    ("The bells will be silent until the tower is mended", "told me why the bells are going to be silent", "that the bells will be silent until the tower is mended", "news"),
)
SAID_PROSE = ('"{q}," {s} said.', "{S} {rep}.", '"{q}," were {p} words.', "Before we parted {s} {rep}.", 'And then {s} said: "{q}."', "In the end {s} {rep}.",
              '{n} leaned over: "{q}."', "Almost in passing {s} {rep}.",
              '"Anything new?" I asked. "{q}," {s} answered.', '"You look as if you wanted to say something." "Yes," {s} said. "{q}."',
              '"One more thing," {s} said. "{q}." I nodded.', 'I was already leaving when {s} called: "{q}."', "Over tea {s} {rep}.", "Out of the blue {s} {rep}.")
SAID_NOTES = ('Quote: "{q}."', "{rep_cap}.", 'Said: "{q}."', "Also {rep}.")
SAID_QUESTIONS = {
    "promise": ("What did {who} promise me?", "What did {who} offer to do for me?", "Which favour did {who} offer?", "What can I count on {who} for?"),
    "advice": ("What did {who} recommend to me?", "What advice did {who} give me?", "Which tip did I get from {who}?", "What did {who} say I should do?"),
    "request": ("What did {who} ask me for?", "Which favour did {who} want from me?", "What was it that {who} wanted me to do?", "What did {who} request of me?"),
    "news": ("What news did {who} tell me?", "What did {who} let me know about?", "What did I learn from {who}?", "Which piece of news came from {who}?"),
}

OPENERS = ("Had a long talk with {n} yesterday.", "About {n}, before I forget.", "{n} and I finally caught up.", "A few things about {n}.",
           "Spent an hour with {n}.", "Writing down what I know of {n}.", "{n} is somebody to keep in touch with.", "This is about {n}.",
           "So, {n}.", "Today was a {n} day.", "I want to remember this about {n}.", "{n} dropped in for a while.")
NOTE_OPENERS = ("{n}.", "Re {n}:", "{n}!", "On {n}:")
FILLERS = ("We only had a few minutes.", "I should call {o} soon.", "We laughed more than we talked.", "I had forgotten how quickly {s} speaks.",
           "It was good to see {o}.", "I would not have recognised {o} at first.", "{S} had to leave rather suddenly.", "I like {o} a lot.",
           "We said goodbye three times.", "Time flew.", "It must have been two years since the last time.", "Funny how small the world is.",
           "I hope to see {o} again soon.", "{n} has not changed a bit.")

WHO_SHOWN = ("the person in this picture", "this person in the photo", "the person I am showing you", "the person on the photo", "the person in the photograph", "the person you see here")
WHO_HEARD = ("the person speaking", "the speaker in this clip", "the person whose voice this is", "the person recorded here", "the person you hear", "the person talking here")
"""How a question refers to its picture or clip."""
WHO_HINTED = ("Think of the person {rel}. {q}", "It is about the person {rel}. {q}", "Remember the person {rel}? {q}", "I mean the person {rel}. {q}")
QUOTED = ('whose words were "{q}"', 'I heard say "{q}"')

PLACE_SCENES = {
    "park": ("duck pond", "greenhouse", "vineyards", "barn"), "beach": ("pier", "ferry"), "library": ("reading room",),
    "cafe": ("noodle bar", "cinema"), "street": ("flea market", "bus stop", "roof terrace"), "mountains": ("glacier",),
    "train": ("platform",), "office": ("passport office", "waiting room", "music school", "plant"),
}
"""Which background goes with a place; a plain wall goes with every other."""

LEAKS: dict[str, tuple[str, ...]] = {
    "hobby": ("boat", "poem", "team", "garden", "choir", "telescope", "fishing", "skate", "vinyl", "violin", "climbing", "swimming", "music", "recital",
              "score", "bake", "loaves", "knit", "tent", "concert", "premiere", "bicycle", "knife", "camera", "carnival", "podcast", "book", "jam", "tulip"),
    "instrument": ("choir", "violin", "music", "recital", "score", "concert", "premiere", "brass band", "conductor", "vinyl"),
    "pet": ("puppy", "cat ", "cat hair", "dog", "birdcage", "fish", "pigeons", "hives", "animals"),
    "job": ("work", "shift", "job", "inventory", "team", "application", "grant", "premiere", "concert", "speech", "jury", "harvest", "reference", "congress", "tax"),
    "family": ("baby", "Chile", "wedding", "parents", "cousin", "children", "godparents"),
    "food": ("noodle", "cake", "quinces", "vegetable", "cheese", "mustard", "fish", "soup", "loaves", "casserole", "baking", "biscuit", "tea "),
    "hometown": ("Chile", "Iceland", "abroad", "Dijon"),
    "goal": ("application", "lease", "test", "workshop", "Iceland", "premiere", "grant", "job", "baby", "away"),
    "languages": ("translat", "embassy", "Chile", "interpreter"),
    "weather": ("leak", "flood", "swallows", "umbrella", "boots", "wellingtons", "harvest", "snow", "glacier"),
    "footwear": ("socks", "shoes", "feet"),
    "feeling": ("laughed",),
    "reason": ("laughed",),
    "carried": ("carry", "lamps"),
}
LEAKS["employer"] = LEAKS["studies"] = LEAKS["job"]
"""Words near which an attribute would not be fairly absent."""
