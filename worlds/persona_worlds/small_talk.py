"""Sentences that anybody could say.

One pool for everybody, so that what is said never tells who says it.
"""

from __future__ import annotations

import numpy as np

_OPENERS = (
    "Honestly,",
    "Well,",
    "Right,",
    "You know,",
    "By the way,",
    "Look,",
    "So,",
    "Anyway,",
    "I think",
    "They say",
    "I heard",
    "Apparently",
    "It seems",
    "I am told",
    "Let me see,",
    "Oh,",
)
_MIDDLES = (
    "the bus was late again this morning and nobody told us why",
    "it is going to rain before the evening, so take a coat",
    "the bakery on the corner has started selling soup at lunch",
    "the lift is still broken, we have to take the stairs",
    "they moved the market to the square behind the station",
    "the new bridge opens on Thursday at around noon",
    "there is a parcel waiting for somebody on the second floor",
    "the last film was long, but the ending was worth it",
    "the water in the pool is colder than it was last week",
    "somebody left a red umbrella next to the front door",
    "the library stays open until nine during the summer",
    "the old clock tower is ten minutes fast these days",
    "we should water the plants before the weekend comes",
    "the road along the river is closed for two more days",
    "this printer only works when nobody is looking at it",
    "the ferry leaves from the other side of the harbour now",
    "the neighbours are painting their fence bright yellow",
    "the museum is free on the first Sunday of the month",
    "the shop has run out of batteries, can you believe it",
    "the path through the woods is muddy after the storm",
    "the phone rang twice and then it stopped for good",
    "tea tastes better out of the small blue cups",
    "the tram turns left at the theatre, not at the school",
    "the window in the hall does not close properly",
    "half of the street was dark because of the power cut",
    "the pharmacy closes early on Wednesdays, remember that",
    "the car park is full by eight, so we had better walk",
    "there was a long queue at the post office today",
    "the wind has turned and the leaves are everywhere",
    "this recipe needs more salt than the book says",
    "the meeting room smells of fresh paint this week",
    "the radio keeps playing the same song every hour",
    "the bench near the fountain is the only one in the shade",
    "the evening train has one carriage less than before",
    "the moon was enormous last night, right above the roofs",
    "the lake is frozen, but only close to the shore",
    "the key is under the flower pot, the one without a flower",
    "the cafe gives you a biscuit with every coffee",
    "the fog will be gone by ten, it always is in autumn",
    "the map is upside down, that is why we are lost",
)
_NEWSY = (
    "late again",
    "rain",
    "started selling",
    "broken",
    "moved",
    "opens",
    "parcel",
    "stays open",
    "should",
    "closed",
    "ferry",
    "neighbours",
    "museum",
    "run out",
    "tram",
    "power cut",
    "early",
    "car park",
    "recipe",
    "fresh paint",
    "carriage",
    "fog",
    "key is",
)


def small_talk(rng: np.random.Generator, *, bland: bool = False) -> str:
    """A sentence of about twelve words that anybody could say; `bland` ones hold neither news nor
    advice."""
    middles = [m for m in _MIDDLES if not any(w in m for w in _NEWSY)] if bland else _MIDDLES
    opener, middle = (
        _OPENERS[int(rng.integers(len(_OPENERS)))],
        middles[int(rng.integers(len(middles)))],
    )
    return f"{opener} {middle}."
