"""How somebody looked, and what they had with them. The form is told in `frames_english`."""

from typing import Any

APPEARANCE: dict[str, dict[str, Any]] = {
    "clothing": {
        "group": "appearance",
        "over": ["mood"],
        "ask": [
            "wear|dress|outfit|clothes|clothing|attire|garment|clad", "have on",
            "what do they|he|she|person|speaker * look like", "put on", "fashion|style",
            "clad|attire|garb|wardrobe|getup|costume|apparel", "dressed", "in what * come|turn up|arrive|dress",
            "turn up|come in", "what * have on", "what * come|arrive|turn in",
        ],
        "state": [
            "=wear|=wears|=wore|=wearing|dress|clad|wrap|button|bundle|sport", "=worn !out|by|down|and|off", "in a|an|his|her|their|the|@colour * @clothing",
            "have|had on", "a|an|his|her|their|the|with|and|@colour * @clothing",
            "clothes|clothing|outfit|dress|costume|apparel|wardrobe", "turned|came up|in * @clothing",
            "picture|see|remember them|him|her in", "@clothing on|and|with|over|under",
        ],
        "hint": ["@clothing"],
    },
    "colour": {
        "group": "appearance",
        "ask": ["colour|color|shade|hue"],
        "state": ["@colour", "colour|color|shade|hue of|like"],
        "hint": [],
    },
    "headwear": {
        "group": "appearance",
        "over": ["clothing"],
        "ask": [
            "hat|cap|headwear|headgear|beanie|turban|headscarf", "on * head", "cover * head|hair",
            "head * wear|cover|have",
        ],
        "state": ["@headwear", "on|over * head", "@headwear", "head"],
        "hint": [],
    },
    "footwear": {
        "group": "appearance",
        "over": ["clothing", "surroundings"],
        "ask": [
            "shoe|footwear|boot|trainer|sandal|sneaker|slipper", "on * =foot|=feet", "feet|foot",
            "footwear|shoes|boots|soles",
        ],
        "state": [
            "@footwear", "on|over * foot|feet", "@footwear", "barefoot|socks|feet|laces",
            "different|odd|matching shoes|socks|boots",
        ],
        "hint": [],
    },
    "jewellery": {
        "group": "appearance",
        "over": ["clothing"],
        "ask": [
            "jewellery|jewelry|accessory|accessories|necklace|ring|earring|bracelet|watch|brooch",
            "around|round|on * neck|wrist|finger|ear",
        ],
        "state": ["@jewellery", "around|round * neck", "on * wrist|finger|ear"],
        "hint": ["scarf|bag|hat|glasses"],
    },
    "hair": {
        "group": "appearance",
        "over": ["clothing", "mood"],
        "ask": ["hair|hairstyle|haircut|hairdo", "hair|hairdo|coiffure|locks|tresses|curls"],
        "state": ["@hair", "hair", "hair|curls|braids|bald|bun|ponytail|fringe|locks|plait|haircut|wig"],
        "hint": [],
    },
    "eyes": {
        "group": "appearance",
        "ask": ["eye"],
        "state": ["eye|@colour-eyed"],
        "hint": [],
    },
    "glasses": {
        "group": "appearance",
        "over": ["clothing"],
        "ask": ["glasses|spectacles|sunglasses|specs|eyewear|eyeglasses", "frames|lens"],
        "state": [
            "glasses|spectacles|sunglasses|specs|eyewear|monocle|goggles|eyeglasses|bifocals", "contact lenses",
            "frames",
        ],
        "hint": [],
    },
    "face": {
        "group": "appearance",
        "ask": [
            "beard|moustache|mustache|freckle|scar|mole|dimple|facial|face|tattoo|makeup|lipstick|piercing|birthmark|shave",
            "distinguishing|distinctive feature|mark",
        ],
        "state": ["@face", "tattoo"],
        "hint": [],
    },
    "build": {
        "group": "appearance",
        "ask": ["tall|height|build|stature|figure|short|slim|big|physique", "how tall"],
        "state": ["@build", "<number> metre|meter|feet|foot|cm|centimetres"],
        "hint": [],
    },
    "carrying": {
        "group": "appearance",
        "over": ["surroundings"],
        "ask": [
            "carry|hold|bag|luggage|clutch", "bring along|with", "have with =them|=him|=her", "in|under * hand|arm",
            "over * shoulder", "hold|holding|carry|carrying|clutch|grip",
            "have|bring|take|drag|lug along|around|with|about", "in the hand|hands|arms",
            "object|item|thing * with|hand|carry|hold|bring", "hold|holding|carrying|carry", "what * bring|brought",
        ],
        "state": [
            "carry|hold|held|clutch|lug|drag|@bag|tuck|sling|slung", "in|under * hand|arm", "over * shoulder",
            "have * with =him|=her|=them|=me", "bring * along|with", "bring a|an|the",
            "have|had|brought|carry|hold|carried|held|with|clutching a|an|the|two|three|his|her|their * with =him|=her|=them|=me",
            "help * carry", "carry|carried|carrying|holding|clutching|lugging|dragging",
            "under|over|on|in * arm|arms|hand|hands|shoulder", "hand|arm be full",
            "basket|box|bag|suitcase|bundle|case|crate|bucket|parcel full|of|with",
            "bring|brought|take|took a|an|the|two|some|his|her|their", "=with a|an|two|three * @bag",
            "hand|hands|arm|arms be|were full", "^with a|an|two|three|his|her|some",
            "on =his|=her|=their =back|shoulder|head", "arrive|come|turn|show * with a|an|two|his|her|their",
        ],
        "hint": ["=with a|an|two|the"],
    },
}
