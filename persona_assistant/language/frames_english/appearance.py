"""How somebody looked, and what they had with them. The form is told in `frames_english`."""

from typing import Any

APPEARANCE: dict[str, dict[str, Any]] = {
    "clothing": {
        "group": "appearance",
        "over": ["mood"],
        "ask": [
            "wear|dress|outfit|clothes|clothing|attire|garment|clad", "have on",
            "what do they|he|she|person|speaker * look like", "put on", "fashion|style",
            "clad|attire|garb|wardrobe|getup|costume|apparel|rigged|kitted|turned out", "dressed",
            "in what * come|turn|arrive|dress", "turn up|come in", "what * have on", "what * come|arrive|turn in",
            "wear|garment * shoulder|body", "be * in * @clothing", "be * in uniform|costume|rags|black|mufti",
            "kind|sort|type|which|what !watch|scarf|hat @clothing", "kind|sort|type of coat|jacket|shirt|dress|top|suit|jumper", "written|printed|embroidered on * @clothing|tshirt|top",
        ],
        "state": [
            "=wear|=wears|=wore|=wearing|=sported|=sporting|=dressed|clad|bundle", "wrap|button|zip up|in",
            "=worn !out|by|down|and|off", "in @clothing", "in a|an|his|her|their|the|@colour * @clothing", "have|had on !with|that|the",
            "a|an|his|her|their|the|with|and|@colour * @clothing", "clothes|clothing|costume|apparel|attire|garb|get-up",
            "=his|=her|=their|an|same|whole outfit|wardrobe", "turned|came up|in * @clothing", "^@clothing",
            "picture|see|remember them|him|her in", "@clothing on|and|with|over|under", "dress|kit|rig|deck in|up|for|out|as|all",
            "in =black|=uniform|=mufti|=costume|=rags|=mourning|=tweeds|=silk|=leather|=velvet",
        ],
        "hint": ["@clothing"],
    },
    "colour": {
        "group": "appearance",
        "ask": [
            "colour|color|shade|hue|tint|coloured", "be * red|blue|green|white|yellow|purple|pink|orange|brown", "colour|color * paint|dye|have",
            "tone of =his|=her|=their|the @clothing|@vehicle|dress|wall",
        ],
        "state": ["@colour", "colour|color|shade|hue of|like"],
        "hint": [],
    },
    "headwear": {
        "group": "appearance",
        "over": ["clothing", "surroundings"],
        "ask": [
            "hat|cap|headwear|headgear|beanie|turban|headscarf", "on|upon * head", "cover * head|hair",
            "head * wear|cover|have", "@headwear", "bareheaded|hatless",
        ],
        "state": [
            "@headwear", "on|over|round|around|upon =his|=her|=their|the * head", "bareheaded|hatless|boater|bowler|trilby|panama",
            "nothing on * head", "head be|was covered|wrapped|bare", "cover|wrap * head", "kerchief|ushanka|sombrero|top-hat|nightcap|earmuffs", "brim|visor|=peak|earflaps|stetson|bobble|balaclava|skullcap|yarmulke|fez",
        ],
        "hint": ["head"],
    },
    "footwear": {
        "group": "appearance",
        "over": ["clothing", "surroundings"],
        "ask": [
            "shoe|footwear|boot|trainer|sandal|sneaker|slipper|sole", "be * shod", "on * =foot|=feet", "feet|foot",
            "@footwear|barefoot|heels|socks", "what * walk in",
        ],
        "state": [
            "@footwear !of|sale", "=on|over =his|=her|=their * foot|feet", "barefoot|socks|laces|shod|unshod|stockinged",
            "=his|=her|=their|bare|muddy|wet|cold|sore feet", "different|odd|matching shoes|socks|boots",
            "=heels|=stilettos|=pumps|=crocs|=galoshes",
        ],
        "hint": ["feet"],
    },
    "jewellery": {
        "group": "appearance",
        "over": ["clothing"],
        "ask": [
            "jewellery|jewelry|accessory|accessories|necklace|ring|earring|bracelet|watch|brooch|ornament|trinket|bling|adornment",
            "around|round|on|about|adorn * neck|wrist|finger|ear|lapel|ankle", "chain|pendant|bangle|locket|anklet|cufflink|pearls",
            "pin * lapel|jacket|coat|dress|chest", "adorn",
        ],
        "state": [
            "necklace|bracelet|earring|brooch|pendant|bangle|locket|cufflink|anklet|pearls|choker|signet|tiepin|amulet|beads",
            "a|an|the|his|her|their|@colour|wedding|big|tiny|heavy|diamond|engagement|pearl|thick|thin|broad|slim @jewellery",
            "wear|=wore|=wearing * @jewellery", "@jewellery on|in|round|around|through|dangling|glinting|worn|strapped",
            "around|round|from * neck", "on|round|around * wrist|finger|ear|ankle", "in =his|=her|=their|each|one|both * ear|ears",
            "@jewellery", "jewellery|jewelry|bling",
        ],
        "hint": ["scarf|bag|hat|glasses"],
    },
    "hair": {
        "group": "appearance",
        "over": ["clothing", "mood"],
        "ask": [
            "hair|hairstyle|haircut|hairdo", "=his|=her|=their|they hair", "hair|hairdo|coiffure|tresses|curls|fringe|wig|parting",
            "bald|balding|blonde|blond|brunette|redhead|ponytail|plait|braid|pigtail|bun|quiff|perm|dreadlocks",
            "go grey|gray|bald|white|silver", "dye",
        ],
        "state": [
            "@hair", "hair|haircut|hairdo|hairline|wig|bald|=bun|fringe|=locks|=lock of|crew-cut|=perm|quiff|cornrows|=tresses|=mane",
            "curls|braids|bald|ponytail|plait|pigtail|tonsure|skinhead|=highlights|=parting|=mop|topknot|beehive",
            "crew|buzz|bowl|pageboy cut", "have|had|got|get a perm|=bob|fade|mohican|undercut", "temples|sides|roots * grey|gray|white|silver|shaved|short|showing",
            "go|turn grey|gray|white|silver|bald|thin", "dye|bleach =it|=him|=his|=her|=their|=my", "head * shave|shaved|shaven",
            "thin on top", "centre|center|side parting",
        ],
        "hint": [],
    },
    "eyes": {
        "group": "appearance",
        "ask": [
            "eye", "=his|=her|=their|they|colour|color eye", "gaze|iris|irises|eyelash|lashes|pupils|eyelid|eyed", "squint",
        ],
        "state": [
            "=eyes !peeled|only|on|for|open|closed|shut|out", "iris|irises|lashes|eyelash|eyelid", "squint|cross-eyed|=wall-eyed",
            "=his|=her|=their|one|left|right|glass|lazy|black|@colour|each * =eye !on|for|test|doctor", "gaze be|of|as",
            "=blue-eyed|=brown-eyed|=green-eyed|=grey-eyed|=gray-eyed|=dark-eyed|=hazel-eyed|=amber-eyed|=wide-eyed|=doe-eyed"
            "|=bright-eyed|=sharp-eyed|=one-eyed",
        ],
        "hint": ["eye|gaze|stare"],
    },
    "glasses": {
        "group": "appearance",
        "over": ["clothing", "eyes"],
        "ask": [
            "=glasses|spectacles|sunglasses|specs|eyewear|eyeglasses|monocle|bifocals|goggles", "frames|lens|lenses|rims",
            "over|in front of * eyes", "on over * eyes", "on|upon * nose", "short-sighted|shortsighted|long-sighted|eyesight", "contact lenses",
        ],
        "state": [
            "=glasses !of|full|for|and|at|on|were|from|clinked", "=glasses on * nose|head|forehead|table|chain|cord",
            "spectacles|sunglasses|=specs|eyewear|monocle|goggles|eyeglasses|bifocals|varifocals|pince-nez|lorgnette",
            "contact|thick|tinted|dark|round lenses|lens|=shades", "lenses like|as|were|so|cracked|in", "=shades on|pushed|up|over",
            "=aviators|aviator", "horn|wire|steel|gold|thick|tortoiseshell|round|@colour rims|rimmed|frames",
            "=horn-rimmed|=wire-rimmed|=rimless|=gold-rimmed|=steel-rimmed|=bespectacled|=half-moon", "perched on * nose",
            "rims|frames be|were|are|was|of|made|held|mended",
        ],
        "hint": ["=glasses|frames|lens|shades"],
    },
    "face": {
        "group": "appearance",
        "ask": [
            "beard|moustache|mustache|freckle|scar|mole|dimple|facial|face|tattoo|makeup|make-up|lipstick|piercing|birthmark|shave",
            "distinguishing|distinctive|special|unusual|striking|remarkable|noticeable feature|mark", "make =up", "wear * make =up",
            "distinctive|special|unusual|striking|remarkable|noticeable|odd about|on|in * face|features",
            "on * cheek|chin|cheeks|face|forehead|lip|skin|jaw|brow|eyebrow", "mark * bear|skin|face", "clean-shaven|shaven|stubble|complexion|wrinkle",
        ],
        "state": [
            "beard|bearded|moustache|mustache|moustachioed|stubble|goatee|clean-shaven|shaven|unshaven|freckle|dimple|scar|birthmark",
            "wrinkle|eyebrow|sideburns|lipstick|makeup|make-up|mascara|eyeliner|piercing|tattoo|gap-toothed|complexion|whiskers|pimple|acne",
            "=mole|=wart|=plaster|=cut|=bruise|=mark|=patch|=graze|=stud|=ring|=smudge|=flour * =on|above|under|beside|near|by|across|over|=in "
            "=his|=her|=their|the * chin|cheek|lip|nose|forehead|brow|face|eye|eyebrow|jaw|temple",
            "=chin|=chins|=cheeks|=cheek|=jaw|=lips|=cheekbones", "=his|=her|=their|broken|crooked|big|long|hooked|red|snub|roman|man's =nose", "=nose * broken|crooked|hooked|red|pierced|like",
            "=his|=her|=their|front|missing|gold|crooked|white|gap =tooth|=teeth", "lined|ruddy|weathered|round|thin|pale|long|freckled|wrinkled|kind face",
        ],
        "hint": ["face|=nose|=teeth"],
    },
    "build": {
        "group": "appearance",
        "ask": [
            "tall|=taller|height|=build|stature|figure|short|slim|big|=bigger|physique|=large|=thin|heavy|weigh|weight|fat|slender",
            "how tall|big|heavy", "stocky|burly|lanky|broad|muscular|stout|skinny|petite|plump|overweight",
        ],
        "state": [
            "tall|slim|stocky|broad-shouldered|muscular|petite|heavyset|heavy-set|lanky|plump|slender|wiry|burly|stout|skinny|gangly|portly",
            "^short|thin|huge|tiny|massive|enormous|small|big|broad|little !boat|story|for|on|by|of",
            "short|thin|huge|big|small|tiny|little|large|enormous|giant of =a =man|=woman|=person|=chap|=fellow",
            "short|thin|huge|big|small|tiny|little|large|broad|heavy|frail man|woman|lady|fellow|chap|bloke|figure|frame|person|build|physique|stature",
            "be|was|is|='s|looked|rather|very|quite|too|so =short|=thin|=huge|=tiny|=frail|=fat|=overweight|=bony|=massive|=enormous !of|on|with|for",
            "=shoulders of|like|as", "broad|wide|narrow|huge|square|massive shoulders|shoulder|chest|hips", "=paunch|=belly|potbelly|pot-bellied|beer-belly",
            "barrel chest|chested|belly", "built like|as|of|for", "reach|up|came|come * =my|the =shoulder|=elbow|=chin|=chest|=waist|=ears",
            "slight|slim|slender|small|heavy|medium|average|sturdy|athletic|powerful|same|solid =build|=frame|=figure|=physique|=stature|=height",
            "=of =build|=stature|=height", "tower|=towers|=towered over|above", "duck|stoop under|through|to|for", "a head|inch =taller|=shorter|taller|shorter",
            "=taller|=shorter than", "a|the =giant|=giantess|beanpole|colossus|=bear of", "<number> metre|meter|cm|centimetres", "<number> feet|foot !=away|wide|long|deep|from",
            "=weighs|=weighed", "=figure|=physique|=build of", "thin|skinny as",
        ],
        "hint": ["short|thin|big|large|huge|small"],
    },
    "carrying": {
        "group": "appearance",
        "over": ["surroundings"],
        "ask": [
            "carry|hold|bag|luggage|clutch|lug|haul|tote|laden|cart|cradle|burden|baggage|heave|balance",
            "bring along|with", "have with =them|=him|=her|they|he|she", "in|under * hand|arm", "over * shoulder",
            "have|get =on =him|=her|=them|they", "have|bring|take|drag|lug|haul along|around|about", "=had|=have|=got with =him|=her|=them",
            "in the hand|hands|arms", "in|under|over =his|=her|=their * hand|hands|arm|arms|shoulder|back|fist|lap|pocket",
            "object|item|thing * with|hand|carry|hold|bring|clutch", "what !news|tidings|word * bring|brought",
            "push|pull|drag|wheel|tow|haul * along|behind|around|trolley|cart|pram|barrow", "what * push|pull|drag|wheel|tow",
            "what * =come|=arrive|=turn =with", "armed|loaded|laden|weighed with|down",
        ],
        "state": [
            "carry|=carries !on|out|over|a|himself|herself|weight|paunch", "carry|=carried|=carrying a|an !belly|paunch|torch|grudge|lot|considerable",
            "clutch|=lug|=lugs|=lugged|=lugging|haul|=cradling|=cradled|brandish|=toting|=gripping|=gripped|=clasping|=clasped|=balancing",
            "=held|=holding a|an|two|three|some|the|his|her|their|one|my|onto|up !degree|job|post|record|party|meeting|door|breath|licence|grudge",
            "drag|=dragging|=dragged|=towing|=heaving|=shouldering a|an|his|her|their|the|two", "=slung|=sling over|across|on|a",
            "tuck|tucked|jammed|wedged|stuffed|squeezed under|into|in|inside|beneath", "under|in|over|on =his|=her|=their|one|each|both|either "
            "* arm|arms|hand|hands|shoulder|shoulders|fist|lap|armpit", "on =his|=her|=their =back|=shoulder|=shoulders", "over =his|=her|=their|one|a shoulder",
            "have|had|brought|carry|carried|held|with|clutching * with =him|=her|=them", "bring * along|with =him|=her|=them", "help * carry",
            "=brought|=brings|=bringing|=bring along !friend|colleague|sister|brother|wife|husband|son|daughter|mother|child|dog",
            "=brought|=brings|=bringing|=bring a|an|the|two|three|some|four|=my|=us|=me !friend|colleague|sister|brother|wife|husband|son|child|end|family|smile",
            "=brought|=brings|=bringing|=bring =his|=her|=their|his|own !friend|colleague|sister|brother|wife|husband|son|daughter|mother|up|out|family|children",
            "=took|=taking * along|with =him|=her|=them", "hand|hands|arm|arms be full", "=armful|=bunch|=bundle|=stack|=pile|=bouquet|=sack|=tray of",
            "=basket|=box|=bag|=bags|=suitcase|=crate|=bucket|=parcel|=jar|=tin|=carton|=trolley|=cart|=pram|=wheelbarrow full|of|with !of|in",
            "a|an|the|his|her|their|with|two|heavy|big|small|huge|battered|leather|@colour @bag", "^@bag",
            "=with a|an|two|three|his|her * @bag|@instrument|case|clipboard|umbrella|parcel|ladder|box|cane|stick|camera",
            "^with a|an|two|three|some !friend|colleague|small|little|young|smile|grin|sigh|bit|view|degree|lot|few",
            "arrive|come|turn|show|walk|stand|leave * with a|an|two|three|some !friend|colleague|man|woman|boy|girl|child|cold|cough|smile|grin|view",
            "laden|loaded|burdened|=armed with|down", "=pushing|=pulling|=wheeling|=pushed|=pulled|=wheeled a|an|his|her|their|two "
            "!face|door|tooth|string|muscle|weight", "=bore * =on|=in|over =his|=her|=their * back|arms|shoulder|shoulders|hands|head",
            "=protruded|=stuck|=poked|=sticking|=poking|=peeking|=protruding * from|out * @bag|pocket|coat",
            "by =his|=her|=their|one =side !of", "=on a lead|leash|trolley",
        ],
        "hint": ["=with a|an|two|the|his|her", "bring|hold|carry", "@bag"],
    },
}
