"""The thirteen people of the demo memory, and what may be asked about them. Written by hand.

`FACE` holds the features that the notes speak of, so that picture and words agree; everything else
is drawn from the person's own seed. Nobody here exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping


@dataclass(frozen=True, slots=True)
class Encounter:
    """One triplet: how the picture looks, what is said in the clip and in which mood, what was noted."""

    background: str
    clothes: str
    clothes_colour: str
    expression: str
    mood: str
    spoken: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    presentation: str
    seed: int
    face: Mapping[str, object]
    consent: str
    encounters: tuple[Encounter, ...]


CAST: tuple[Part, ...] = (
    Part(
        "Maya Okonkwo", "f", 1,
        {"skin": "deep brown", "hair_style": "braids", "hair_colour": "black", "glasses": "none", "age": 0.2},
        "Said yes over lunch in March: photo, voice and notes, for my own use only.",
        (
            Encounter("park", "cardigan", "yellow", "grin", "happy",
                      "I slept four hours and I have never been happier in my life.",
                      "Ran into Maya in the botanical garden, by the pond with the fat carp. Warm and hazy, and somebody was "
                      "flying a kite much too close to the greenhouse. She works nights as a nurse on the children's ward and "
                      "had come straight from her shift, still in her yellow cardigan. She was over the moon: a little boy she "
                      "had looked after for seven weeks went home that morning. She promised to teach me her grandmother's "
                      "jollof rice if I bring the pot."),
            Encounter("kitchen", "t-shirt", "white", "smile", "proud",
                      "Come on Thursday, and bring the big pot, not the small one.",
                      "Things to remember about Maya: plays the cello (badly, she says; not true). Grew up in Enugu. "
                      "Cannot have shellfish, not even a taste. Her brother Chidi is the one with the motorbike."),
        ),
    ),
    Part(
        "Tomás Herrera", "m", 2,
        {"skin": "olive", "hair_style": "side parting", "hair_colour": "dark brown", "beard": "moustache", "glasses": "none",
         "age": 0.45},
        "Agreed on 14 April. He would like to see what I keep about him now and then.",
        (
            Encounter("street", "shirt", "green", "smirk", "calm",
                      "You have to move slowly, that is the whole secret, you just move slowly.",
                      "Tomás keeps bees on the roof of the town hall. Eleven hives, and he knows the temper of each of them. We "
                      "stood up there in a sharp wind with the whole city humming underneath, and he was the calmest person I have "
                      "met all year. He told me that the third hive from the left is going to swarm before the month is out. He is from "
                      "Oaxaca and came here for one summer, nineteen summers ago."),
            Encounter("cafe", "blazer", "brown", "smile", "neutral",
                      "One jar for you, one jar for your mother, and do not mix them up.",
                      "Coffee with Tomás. He gave me two jars of lime blossom honey. He is saving up to build a little wooden boat and sail it "
                      "down the Danube. Walnuts make his throat swell up, so no brownies for him."),
        ),
    ),
    Part(
        "ليلى حدّاد", "f", 3,
        {"skin": "tan", "hair_style": "headscarf", "scarf": "teal", "hair_colour": "dark brown", "glasses": "round",
         "frame_colour": "golden", "age": 0.3},
        "Wrote \"fine by me, just keep it off the internet\" on 2 May.",
        (
            Encounter("library", "blazer", "navy", "neutral", "worried",
                      "If the paper gets wet again, nobody will ever read this river's name.",
                      "ليلى (Layla, to those of us who cannot write it) restores old maps in the cellar of the university library. It smelled of "
                      "glue and dust down there, and the pipes knocked all the time. She wore her teal headscarf and round gold glasses. She was "
                      "worried sick about a leak above the shelves with the Ottoman sheets. Asked me whether I could "
                      "lend her a dehumidifier, and I said I would look."),
            Encounter("office", "turtleneck", "white", "smile", "happy",
                      "It is dry. All of it, every last sheet. I could dance.",
                      "Layla again: the leak is fixed and she laughed a lot. Born in Tripoli, the Lebanese one. Speaks Arabic, French and "
                      "Turkish. Sings in a choir on Tuesdays."),
        ),
    ),
    Part(
        "Jørgen Dahl", "m", 4,
        {"skin": "rosy", "hair_style": "messy", "hair_colour": "ginger", "beard": "long beard", "glasses": "none", "freckles": True,
         "age": 0.4},
        "Nodded, said \"keep what you like\". 20 April.",
        (
            Encounter("beach", "striped jumper", "navy", "neutral", "tired",
                      "Six crossings today, six, and every single one with a school class on board.",
                      "Jørgen is the captain of the little island ferry, the one with the dented bow. We talked on the jetty in the drizzle while the gulls "
                      "fought over somebody's chips. He was dog-tired: six crossings, all of them with school classes. Striped jumper, rubber boots, "
                      "ginger beard down to the second button. He said that I can ride in the wheelhouse the next time."),
            Encounter("mountains", "hoodie", "grey", "smile", "neutral",
                      "There is nothing up here but goats, and the goats do not ask when we arrive.",
                      None),
        ),
    ),
    Part(
        "Aiko Tanabe", "f", 5,
        {"skin": "pale", "hair_style": "fringe", "hair_colour": "black", "glasses": "none", "age": 0.25, "mole": 2},
        "Yes, asked and answered at her shop, 9 May.",
        (
            Encounter("plain wall", "shirt", "blue", "neutral", "nervous",
                      "Please do not breathe now. This spring is thinner than a hair.",
                      "Aiko mends watches in a shop that is hardly wider than its door. She has her master's examination next Friday and is terribly "
                      "nervous about it; she dropped the same screw three times while I was there. Outside the trams were ringing because of a parade. "
                      "She told me that my grandfather's watch is not broken at all, only dirty."),
            Encounter("street", "hoodie", "pink", "grin", "excited",
                      "I passed! They tried to trick me with the left-handed thread, and I passed!",
                      "Aiko passed! We met by chance at the night market, lanterns everywhere, and she hugged me before I could say a word. She has a "
                      "tortoise named Admiral. Next she wants to spend a year in Geneva."),
        ),
    ),
    Part(
        "Samuel Adeyemi", "m", 6,
        {"skin": "very dark", "hair_style": "bald", "beard": "goatee", "hair_colour": "black", "glasses": "square", "frame_colour": "black",
         "age": 0.5},
        "Consented in writing, the card is in my desk. 1 February.",
        (
            Encounter("office", "cardigan", "red", "grin", "proud",
                      "She measured the speed of light with a bar of chocolate and a microwave oven.",
                      "Met Samuel at the school fair, in the gym hall, between the cake table and a volcano that would not erupt. He has taught physics for "
                      "twenty years and was as proud as a peacock, because a girl from his class won the regional prize. Red cardigan, as always. "
                      "He recommended me a book about the history of zero."),
            Encounter("park", "t-shirt", "orange", "open", "happy",
                      "Thirty kilometres before breakfast, and then I eat everything in the house.",
                      "Samuel runs marathons, the next one is in Lagos. Married to Folake, twin sons. He takes his tea with an alarming amount of ginger."),
        ),
    ),
    Part(
        "Ottilie Brandt", "f", 7,
        {"skin": "pale", "hair_style": "bun", "hair_colour": "white", "glasses": "cat-eye", "frame_colour": "red", "age": 0.95, "earrings": True},
        "She insisted on being in it. \"At my age one likes to be remembered.\" 5 March.",
        (
            Encounter("train", "cardigan", "purple", "smirk", "annoyed",
                      "Forty years I carried the mail, in snow, and this train stops for a leaf.",
                      "Sat opposite Ottilie on the slow train to Lindau, rain running down the windows. She is eighty-one and delivered the post on foot for "
                      "forty years. She was thoroughly annoyed, because we had been standing still for an hour on account of a branch. She shared her "
                      "liquorice with the whole carriage and told me that she once delivered a live goose."),
            Encounter("plain wall", "turtleneck", "teal", "smile", "calm",
                      "Sit down, dear. The chess board is over there, and no mercy.",
                      "Ottilie plays chess by post with a man in Uruguay whom she has never met. Bring her yellow tulips, never red ones."),
        ),
    ),
    Part(
        "Ravi Menon", "m", 8,
        {"skin": "golden brown", "hair_style": "quiff", "hair_colour": "black", "beard": "stubble", "glasses": "none", "age": 0.2},
        "Agreed by message on 11 May, to photo, voice and notes.",
        (
            Encounter("kitchen", "t-shirt", "black", "smile", "excited",
                      "Taste this. No, wait. Close your eyes first, and then taste this.",
                      "Ravi is a pastry chef who does not like sweet things. I found him behind the hotel kitchen, sitting on a flour sack in the first real heat of the "
                      "year. He could hardly sit still: he has been asked to bake for a wedding of four hundred people. He promised to keep me the broken "
                      "macarons. From Kochi, by way of Leeds."),
            Encounter("street", "hoodie", "teal", "neutral", "tired",
                      "Four hundred guests, and every one of them wanted the corner piece.",
                      "Saw Ravi after the wedding, flour in his hair. He collects old tin toys. His dream is a tiny shop with six chairs and no menu."),
        ),
    ),
    Part(
        "Chloé Lefèvre", "f", 9,
        {"skin": "very pale", "hair_style": "pixie", "hair_colour": "copper red", "freckles": True, "glasses": "none", "age": 0.25},
        "Yes. She even asked for a second, better photo. 30 April.",
        (
            Encounter("cafe", "striped jumper", "red", "sad", "sad",
                      "Eight weeks without climbing. I have drawn my own foot twelve times already.",
                      "Chloé draws children's books, at the moment one about a mole who wants to be an astronaut. We were in the café under the arches, the "
                      "one with the wobbly tables; a football match was on, and everybody but us was shouting. She was low, because she broke her ankle at the climbing "
                      "hall and has to miss the trip to Fontainebleau. She asked me to water her tomatoes while she is on crutches."),
            Encounter("park", "t-shirt", "green", "grin", "happy",
                      "Look at me, two feet, both of them mine, and no crutches at all.",
                      None),
        ),
    ),
    Part(
        "Kwame Asante", "m", 10,
        {"skin": "brown", "hair_style": "locs", "hair_colour": "black", "beard": "full beard", "glasses": "none", "age": 0.3},
        "Said yes at the rehearsal, 17 April; wants his voice clip deleted if he ever gets famous.",
        (
            Encounter("plain wall", "hoodie", "purple", "neutral", "annoyed",
                      "Somebody put a coffee on the mixing desk. On the desk. A coffee.",
                      "Kwame does the sound at the old theatre. I met him in the empty auditorium after the rehearsal, only the emergency lights were on. Somebody had "
                      "tipped a coffee into the mixing desk, and he was furious, in his quiet way. Purple hoodie, a roll of tape on his wrist like a bracelet. "
                      "He told me the premiere will be put off by a week, but I should not tell a soul."),
            Encounter("beach", "t-shirt", "yellow", "smile", "calm",
                      "I record the waves every Sunday. No two are the same, I have checked.",
                      "On Sundays Kwame records the sea. He was born in Kumasi, has a daughter called Esi, and brews his own ginger beer. Useless at chess."),
        ),
    ),
    Part(
        "Inês Carvalho", "f", 11,
        {"skin": "olive", "hair_style": "long curls", "hair_colour": "brown", "glasses": "none", "age": 0.3, "earrings": True},
        "Agreed on 22 May, on the boat.",
        (
            Encounter("beach", "turtleneck", "black", "open", "excited",
                      "There, behind the buoy! Did you see it? It waved. I swear that it waved.",
                      "On the research boat with Inês, a mile off the harbour, flat sea, not a cloud. She studies octopuses and is convinced that one of them knows her by now. "
                      "She was beside herself with excitement, as it had taken a crab out of her hand. Black turtleneck, wet to the elbows. She told me that "
                      "they have three hearts."),
            Encounter("library", "blazer", "grey", "smile", "neutral",
                      "The form has forty pages, and not one of them asks about the octopus.",
                      "Inês is from Aveiro. She has a grant to apply for before June. Vegetarian, for obvious reasons. She fences, too, and has a scar on her hand to show for it."),
        ),
    ),
    Part(
        "Marek Zieliński", "m", 12,
        {"skin": "pale", "hair_style": "receding", "hair_colour": "dark blond", "beard": "none", "glasses": "square", "frame_colour": "tortoiseshell",
         "age": 0.6},
        "\"Only if I am allowed to laugh at it.\" He is. 8 May.",
        (
            Encounter("cafe", "shirt", "white", "smirk", "nervous",
                      "My wife thinks I am at the gym. In a way, I am also sweating.",
                      "By day Marek is a tax inspector. By night he tells jokes: I saw him waiting behind the curtain of the Blue Cellar, white shirt, notes on the back of his "
                      "hand. It was packed, thirty people and one fan that did not work. He was shaking with nerves, as his boss sat in the second row. It went well. "
                      "Afterwards he asked me to be honest about the joke with the giraffe."),
            Encounter("office", "blazer", "navy", "neutral", "neutral",
                      "Keep the receipts. All of them. Also the one for the parrot.",
                      "Marek has a parrot that can imitate a fax machine. From Gdynia. His daughter starts school in September."),
        ),
    ),
    Part(
        "Walter Finch", "m", 13,
        {"skin": "rosy", "hair_style": "crop", "hair_colour": "grey", "beard": "full beard", "glasses": "narrow", "frame_colour": "golden", "age": 0.9},
        "Agreed over the garden fence on Easter Monday.",
        (
            Encounter("park", "cardigan", "green", "sad", "sad",
                      "It was older than me, that tree. And now you can see the motorway.",
                      "Walter from the next allotment. The storm had taken down his pear tree in the night, and he stood beside it in his green cardigan, terribly sad; his father planted "
                      "it in 1946. The ground was soaked, there were branches all over the path. He used to drive a steam engine for the museum railway. "
                      "He asked whether my cousin still has the big saw."),
            Encounter("kitchen", "striped jumper", "brown", "smile", "happy",
                      "Chutney. Forty jars of it. Pears, you see, rather a lot of pears.",
                      "Walter has carved me a spoon out of the pear wood. He plays the accordion and is learning Welsh at seventy-eight, for a lady in Bangor."),
        ),
    ),
)

STRANGER = Part(
    "somebody unknown", "f", 99,
    {"skin": "tan", "hair_style": "ponytail", "hair_colour": "chestnut", "glasses": "none", "age": 0.2}, "", (),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the demo. `shows` and `plays` name whose new picture or clip goes with it."""

    question: str
    kind: str
    expect: str | None
    gold: str | None = None
    shows: str | None = None
    plays: str | None = None


QUESTIONS: tuple[Asked, ...] = (
    Asked("Who is this, and what is their job?", "image_to_bio", "Tomás Herrera",
          "Tomás Herrera keeps bees on the roof of the town hall.", shows="Tomás Herrera"),
    Asked("Where did I meet this person?", "image_to_environment", "Maya Okonkwo", "In the botanical garden, by the pond.",
          shows="Maya Okonkwo"),
    Asked("What did she want to borrow from me?", "image_to_dialogue", "ليلى حدّاد", "A dehumidifier.", shows="ليلى حدّاد"),
    Asked("How was he doing on the day of the storm, and why?", "image_to_emotion", "Walter Finch",
          "He was terribly sad, because the storm had taken down his pear tree.", shows="Walter Finch"),
    Asked("What was this man wearing when we talked at the harbour?", "image_to_appearance", "Jørgen Dahl",
          "A striped jumper and rubber boots.", shows="Jørgen Dahl"),
    Asked("Whose voice is this, and how did they feel?", "voice_to_emotion", "Inês Carvalho",
          "Inês Carvalho; she was very excited.", plays="Inês Carvalho"),
    Asked("What does the person speaking here do for a living?", "voice_to_bio", "Ravi Menon", "He is a pastry chef.",
          plays="Ravi Menon"),
    Asked("What did this person tell me in confidence?", "voice_to_dialogue", "Kwame Asante",
          "That the premiere will be put off by a week.", plays="Kwame Asante"),
    Asked("Where were the two of us, and what was the weather like?", "voice_to_environment", "Ottilie Brandt",
          "On the slow train to Lindau; it was raining.", plays="Ottilie Brandt"),
    Asked("The friend who tells jokes at night: where was that?", "text_to_environment", "Marek Zieliński",
          "In the Blue Cellar, behind the curtain."),
    Asked("Who was it that broke an ankle, and what did she ask of me?", "text_to_dialogue", "Chloé Lefèvre",
          "Chloé Lefèvre asked me to water her tomatoes."),
    Asked("The person with the tortoise: what are they planning next?", "text_to_bio", "Aiko Tanabe", "A year in Geneva."),
    Asked("How did the physics teacher feel at the fair?", "text_to_emotion", "Samuel Adeyemi",
          "As proud as a peacock: a girl from his class won a prize."),
    Asked("What must I never cook for Maya?", "name_to_bio", "Maya Okonkwo", "Shellfish."),
    Asked("Who is this and where did we meet?", "absent_persona_image", None, shows=STRANGER.name),
    Asked("What is this person's job?", "absent_persona_voice", None, plays=STRANGER.name),
    Asked("Which pet does the woman in this picture have?", "absent_attribute_image", "Chloé Lefèvre", shows="Chloé Lefèvre"),
    Asked("Where does this man come from?", "absent_attribute_voice", "Jørgen Dahl", plays="Jørgen Dahl"),
    Asked("The person who keeps bees: which instrument do they play?", "absent_attribute_text", "Tomás Herrera"),
)
