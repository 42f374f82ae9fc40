"""What it was like there: what was heard, smelt and seen, and who else was there.

What was around is told of others and of things ("waiters were stacking chairs", "posters all over
the walls"), so most patterns want a subject that is not the person, or a verb that things stand,
hang and lie by. The form is told in `frames_english`.
"""

from typing import Any

_AT = (
    "in|at|on|by|outside|inside|near|under|behind|beside|opposite|aboard|along|across|between|beneath|over|"
    "into|through|next|round"
)
_A = "a|an|the|his|her|their|our|my|some|that|this"
_OTHERS = (
    "=people|everybody|everyone|somebody|someone|=children|=kids|waiter|waitress|worker|workman|builder|"
    "tourist|student|pigeon|gull|seagull|bird|dog|duck|swan|=cats|guest|passenger|shopper|couple|=families|"
    "teenager|staff|barista|cyclist|jogger|vendor|customer|musician|busker|hen|goose|crowd|band|choir|team|"
    "crew|stranger|neighbours|fan|=toddlers|=men|=women|=boys|=girls|car|bus|boat|lorry|van|truck|machine|"
    "tractor|crane|commuter|player|dancer|painter|decorator|cleaner|fisherman|soldier|nun|monk|pupil|nurse|"
    "porter|squirrel|sparrow"
)
_PLACES = (
    "room|wall|corner|ceiling|floor|shelf|hall|shop|kitchen|studio|place|office|hut|house|yard|garden|"
    "street|cafe|pub|bar|church|workshop|path|pavement|courtyard|square|lobby|corridor|window|windowsill|"
    "table|counter|library|market|platform|carriage|park|field|barn|attic"
)
_STREWN = (
    "strung|scattered|strewn|stacked|=piled|littered|heaped|=propped|=pinned|draped|plastered|lined|"
    "crammed|cluttered|hung|dotted|=hanging|=dangled|=dangling|hang|=nailed|=stood|=standing|=lay|=lying|"
    "=leaned|=leaning|stretched|=towered|loomed|=peeling"
)
_PLAYERS = (
    "radio|jazz|music|piano|guitar|violin|accordion|organ|band|orchestra|choir|busker|television|tv|"
    "gramophone|jukebox|song|tune|brass|trumpet|flute|saxophone|hymn|fiddle|pop|loudspeaker|speakers"
)
_NOISY = (
    "shriek|crow|bark|howl|squeal|creak|whistle|rattle|roar|hum|buzz|ring|bang|shout|sing|chime|toll|"
    "screech|clatter|drone|hiss|croak|thump|hammer|cry|wail|whine|scream|yell|chatter|giggle|rumble|"
    "thunder|honk|hoot|beep|blare|strum|drum|snore|purr|coo|squawk|chirp|twitter|meow|bleat|moo|tick|drip|"
    "gurgle|splash|crackle|clink|clang|jingle|tinkle|murmur|cheer|clap|laugh|cough|drill|boom|crash|click"
)
_SOURCES = (
    "=children|=kids|=child|=kid|baby|dog|bird|gull|seagull|pigeon|cock|rooster|hen|cat|crow|owl|frog|"
    "cricket|cicada|bell|siren|alarm|phone|machine|engine|train|tram|lorry|car|traffic|drill|saw|hammer|"
    "lawnmower|mower|kettle|pipe|radiator|clock|fan|fridge|boiler|tap|door|gate|shutter|rain|wave|wind|"
    "thunder|helicopter|plane|aeroplane|boat|ship|foghorn|horn|someone|somebody|neighbour|crowd|people|"
    "voice|cicadas|chainsaw|jackhammer|generator|pupil|student|worker|=men|=women|cow|sheep|goose|duck|"
    "donkey|horse|bee|wasp|leaf|plate|dish|cup|spoon|coffee"
)
_PERSON = (
    "@relative|friend|mate|colleague|neighbour|neighbor|boss|child|children|kid|dog|boy|girl|man|woman|"
    "lady|gentleman|pal|partner|group|party|landlady|landlord|nurse|interpreter|team|crew|guide|nephew|"
    "niece|cousin|baby|toddler|son|daughter|wife|husband|grandparent|companion|stranger|student|pupil|"
    "apprentice|bodyguard|assistant|secretary|lawyer|couple|girlfriend|boyfriend|pair|brother|sister|<Name>"
)
_HIM = "=him|=her|=them"
_COUNT = (
    "<number>|hundreds|thousands|dozens|scores|handful|few|many|hardly|no|several|lots|plenty|loads"
)
_PUBLIC = (
    "=people|guests|visitors|customers|spectators|others|souls|tourists|strangers|onlookers|passengers|"
    "shoppers|mourners|faces"
)
_OCCASIONS = (
    "wedding|funeral|festival|graduation|christening|baptism|reunion|picnic|barbecue|party|concert|"
    "conference|exhibition|parade|carnival|bonfire|fete|fair|ceremony|jubilee|anniversary|gala|auction|"
    "marathon|hackathon|tournament|rehearsal|retreat|quiz|match|race|lecture|workshop|premiere|"
    "housewarming|protest|demonstration|vigil|service|ball|banquet|feast|procession|regatta|launch|wake|"
    "contest|raffle|recital|reception|fundraiser|prom|tasting|=meeting"
)

SCENE: dict[str, dict[str, Any]] = {
    "sounds": {
        "group": "environment",
        "over": ["said", "music_taste"],
        "ask": [
            "music|song|songs|band|radio * at|in|on|there|place|while|when|where|playing|around",
            "sound|noise|hear|noisy|audible|loud|quiet|din|racket",
            "background",
            "music * play|on",
            "there music|bells|birdsong|laughter|noise|singing|traffic|shouting",
            "play in the background",
            "hear|heard|audible|listen",
            "what|anything be|='s|was make|making * noise|racket|din|row|sound",
            "noise|noises|sounds|din|racket|soundscape|acoustic",
            "sound|play|ring in|from|the|background|distance",
            "hear|heard around|background|nearby|outside|there|while|when|over",
            "what|anything * ring out",
            "any|what|which|some music|song|tune|band * play|playing|on",
            "be it|there|the|a * quiet|loud|noisy|silent",
            "what|who * interrupt|drown",
            "racket|din|row|commotion",
            "background * noise|sound|music|hear|audio",
            "what * hear * around|nearby|background",
        ],
        "state": [
            "=heard !of|that|from|the|about|how|him|her|them",
            "=heard|hear the|a|some|someone|somebody|from|only * @sound|outside|nearby|behind|next|"
            "playing|calling|coming|through|ringing|knocking|rustling|<Ing>",
            "noise|noisy|din|racket|hubbub|clamour|uproar|cacophony|birdsong|clatter|footsteps|applause|"
            "=chatter|=laughter|=murmur|=traffic !from|was|warden|jam|lights|police|engineer|cop",
            "noise|laughter|traffic * from|outside|of|was|filled|drifted|roared|in",
            "sound of",
            "sounds of|from|in",
            "audible|inaudible|deafening|earsplitting|soundless",
            "could|can hear !it|him|me|himself|myself",
            "could|can not|n't|hardly|barely|scarcely hear|catch",
            "=echo|=echoed|=echoes|=echoing",
            f"{_SOURCES}|{_PLAYERS} * {_NOISY}|=going",
            f"{_PLAYERS} * =playing|=played|=play|=blaring|=drifted|=on|drift|blare|come|=sounded|=in|"
            "=from|rehearse|practising|tuning|=somewhere|=quietly|=softly",
            "a|an|the|some|somewhere|someone|somebody|upstairs|outside|nearby|behind|distant|faint|"
            f"distance|church|next * !laughing|laugh|cry|boom|drill|saw {_NOISY} =from|=in|=behind|"
            "=outside|=next|=all|=the|=of|=somewhere|=through|=away|=by|=overhead|=nearby|=upstairs",
            "hum|humming|buzz|buzzing|clatter|roar|chime|creak|rattle|whine|hiss|ticking|drip|murmur|"
            "rumble|crackle|clink|wail|splash|lapping|rustle|patter of|in|from|behind|outside|next|all|"
            "the",
            "=silence !she|he|they =was|fell|reigned|hung|apart|but|between|except|all|broken",
            "=in|complete|total|dead|perfect =silence|=quiet|=silent",
            "all|everything|room|place|=it|street|house|hall|there =was|=were|=is|went|fell very|so|too|"
            "quite|eerily|perfectly|silent|quiet|still|loud|noisy|deafening",
            "all|everything|room|place|=it|street|house|hall|there =was|=were|=is|went|fell silent|quiet|"
            "still|loud|noisy|deafening|=silent",
            "alarm|siren|phone|bell|horn|loudspeaker|announcement|firework * =going|went|sound|ring|off|"
            "out|every|kept|blare|over|in",
            "^=loud|=quiet|=silent|=noisy|=birdsong|=sirens|=bells|=traffic|=silence|=laughter|=drilling|"
            "=hammering|=barking|=music|=crickets|=gulls",
            "=music|voices|=singing|shouting|=radio|=bells|sirens|barking|hammering|drilling|laughter|"
            "=waves|=jazz =in|=from|=outside|=through|=next|=behind|=over|=on|=upstairs|=playing|=all|"
            "=somewhere|=drifting",
            "over|above|against that|the|all * @sound|noise|jackhammer|din|music",
            "had|have|with|leave|left|switch|turn the|some|a|on * radio|music|television|tv on|up|playing",
            "practise|practising|someone|somebody * scales|arpeggios|upstairs|nextdoor",
            "practise|practising scales|trumpet|the * next|upstairs|nearby|door|wall",
            "biting|howling|whistling =wind",
            "tannoy|loudspeaker|megaphone",
            "announce|announcing|announcement the|a|of|over|every",
            "boom|crash|bang|thud|splash|crack of|outside|from|behind",
        ],
        "hint": ["sound|hear|loud|quiet|play|hum", "@sound"],
    },
    "smell": {
        "group": "environment",
        "over": ["said", "surroundings", "food", "clothing", "date", "meeting_place"],
        "ask": [
            "smell|scent|odour|odor|aroma|fragrance|whiff|stench|stink|perfume|cologne|aftershave|pong",
            "in the air",
            "reek|stink|stank of|like|there",
            "of what * reek|smell|stink",
            "nose catch|tell|pick|notice",
            "aroma|smell|scent|stench * from|in|room|place|come|air",
            "perfume|scent|aftershave * wear|wore|use",
        ],
        "state": [
            "=smell|=smells|=smelt|=smelled|=smelling|scent|aroma|perfume|=incense|fragrance|whiff|"
            "stench|stink|=stank|reek|odour|odor|pong|cologne|aftershave|fragrant|musty|musk",
            "in the air !that|force|balloon",
            "sharp|sting|up|tickle|hold|wrinkle|in|to|my in|the|his|her|my|our nose|nostrils",
            "=smoke =in|hung|hanging|from|drifted|of",
            "waft|wafting|wafted",
            "air was|be|hung|thick|heavy|full thick|heavy|sweet|with|of",
            "fresh|freshly|burnt|brewing coffee|bread|toast|paint|grass hung|drift|in|filled",
        ],
        "hint": ["@smell", "stale|nose|phew"],
    },
    "surroundings": {
        "group": "environment",
        "over": ["crowd", "date", "event", "said"],
        "ask": [
            "surround|surroundings|decor|furniture|room|wall|table|floor|window|interior|scenery|view|"
            "object|environment|setting|background|atmosphere|light|lighting|decorate",
            "around =us|him|her|them|me",
            "what be * behind|around|next|beside",
            "what do * room|kitchen|place|office|house|home|garden|workshop|studio|flat|garden look like",
            "furnish",
            "sit on",
            "conditions|condition",
            "go|going|went on",
            "commotion|activity|scene|bustle",
            "around|about|near|round us|me|him|her",
            "nearby",
            "what|who else",
            "happen|happening * around|nearby|background|meanwhile|while",
            "place|room|building|spot * like|look",
            "background",
            "see|notice|observe * around|there|room|window|wall",
            "see|hear * around",
            "see|seen or hear|heard * around|background|when|while",
            "go|happen * background|nearby|around",
            "other|else people",
            "people * do|around",
            "disturb|interrupt|distract",
            "what stand|hang|lie|stood * behind|corner|around|next|near|beside|wall|there|table|window",
            "what * be there to see",
            "what be there|it see",
            "what be * round|around us|me|him|her|them|when",
            "see|seen in the background|corner|room|window",
            "be it|the|that * tidy|messy|mess|dark|bright|cosy|shabby|clean|dirty|bare",
            "describe the|where|place|room|scene|i",
            "how * room|place|it|hall furnish|decorate|look|lit",
            "what|anything * on|in the wall|walls|corner|table|windowsill|window",
            "what be * other|people|everyone|others do|doing",
        ],
        "state": [
            "dog|baby|child|phone|telephone|alarm|bell|radio * would|did|could !he|she not|n't stop|settle|quiet",
            "would|did * not|n't stop|quit <Ing>",
            "a|an|the|two baby|cat|dog|child|toddler|man|woman * =was|=were asleep|sleeping",
            "room|wall|corner|window|table|ceiling|floor|shelf|hall|shop|kitchen|studio|place|office|"
            "hut|house|yard|garden|street|cafe|counter|path * full|lined|cover|fill|hang|decorate|crowd|"
            "smell|dark|bright|small|narrow|cold|warm|quiet|bare|paint|peel|lit|tidy|mess|shabby|cosy|"
            "crammed|panelled|tile|gleam",
            "^around|behind|beside|above|below|opposite|near|between|under|overhead|outside|beyond us|me|"
            "=him|=her|=them|the|to !arm|nose|eye|chin|left|right|hair|coat|jacket * =was|=were|hang|"
            "stand|lie|run|=had|rise|<Ing>",
            "around|all about|round|around =us|=me|=him|=her|=them|person",
            "window|view|light|terrace|balcony|room|table|windows look|looked|overlook|over|on|above|"
            "onto|across",
            "overlook|overlooking",
            f"{_STREWN} * {_AT}|from|up|about|everywhere|with|of|against|around|to|off * {_PLACES}|"
            "ceiling|beams|trees|lamp|tree|side|rafters|lamppost|entrance|hedge|roof|ground|grass|"
            "stairs|steps|door|shelf|fence|feet",
            "^@furniture|boxes|bottles|books|crates|lanterns|flags|bunting|leaves|chairs|posters|candles|"
            "curtains|cobwebs|ivy|photographs|tools|papers|toys|plates|lights * =had|=were|=was|lay|"
            "stood|hung|line|cover|pile|stack|strung|scattered|everywhere|along|take|burn|flicker|up",
            "strewn|scattered|littered|heaped about|around|everywhere|across|all|over",
            "all over|along|across|round|around the|every walls|wall|floor|path|place|table|street|"
            "ground|room|shelf|shelves|grass|tables|sides",
            "everywhere you|i|we|:|look",
            "^walls|wall|ceiling|floor|floorboards|paint|wallpaper|curtains|carpet|shelves|windows|"
            "shutters|blinds|roof|lamps|plaster|furniture * !was|were <Ing>|full|peel|paint|cover|crack|"
            "bare|dusty|dirty|made|hung|yellow|white|blue|green|red|new|old|of|in|on|line|stain|with",
            "the|whose|its|every|one|each ceiling|walls|wall|floorboards|curtains|wallpaper|shelves|"
            "windows|chandelier|furniture|fireplace =was|=were|had|hung|line|peel|ran|look|full|of|"
            "covered|from",
            "one|every|each|both side|wall|corner|windowsill|shelf of|was|were|stood|had|the|a|take|held",
            "in|from|at the|one|every|each|far|a corner|background|fireplace|hearth|grate !of|office|"
            "shop|forward",
            "at|round|around|about =his|=her|=our|=my|their|the =feet|=heels|=ankles",
            "at|from the|a|another next|neighbouring|other|adjacent|nearby table|bench|stall|seat|tables|"
            "booth|bed|platform",
            f"!boss|a|who {_OTHERS} =was|=were|='re|=are|=kept|=is|had <Ing>|been|up|asleep|at|in|on|"
            "around|about|everywhere",
            f"^{_OTHERS} <Ing>|strut|wander|mill|rush|queue|hurry|chase|dart|splash|line|stream|swarm|"
            "run|play|flutter|gather|doze|stare|walk|kick",
            "^a|an|two|three|some|several|another|few|dozens|outside|nearby|behind|somewhere|one * "
            f"{_OTHERS}|man|woman|boy|girl|child * =was|=were|=kept|walk|run|play|sweep|chase|pass|<Ing>",
            "^!he|she|they|i|we|it|all|both|my|his|her|you|us <Subject> =were|=are <Ing>",
            "^!i|he|she|they|we <Subject> * =were|=was <Ing> * by|nearby|next|past|around|behind|outside|"
            "overhead|us|beside|opposite|about",
            "^a|an|two|three|some|several|another * =was|=were|=kept !looking|wearing|carrying|feeling|"
            "talking|telling|going|getting <Ing>",
            "^=everyone|=everybody|=people|=somebody|=someone|=nobody|=others * =was|=were|<Ing>|up|"
            "dance|sing|shout|stare|else",
            "=people|=others|=somebody|=someone|=everyone|=everybody =was|=were|=kept|had * <Ing>|up|"
            "ladder",
            "there =was|=were * everywhere|nearby|around|behind|beside|next|opposite|above|hanging|"
            "standing|lying|@furniture",
            "it|place|room|kitchen|office|flat|cafe|hall|which|there be|was|look|felt * tidy|messy|mess|"
            "dark|dim|bright|cosy|shabby|spotless|filthy|cluttered|bare|dingy|lit|cramped|airy|candlelit|"
            "gloomy|immaculate|dusty|draughty|run-down|grand|smart|smoky",
            "look , they|he|a",
            ": look|watch|mind|see|careful * they|'re|are|that|those|the * <Ing>",
            "passed|pass|go|went|flew|fly|rush|drove|rolled|ran|sail|sailed|float past|by|overhead !exam|"
            "test * us|window|outside",
            "a|the|someone|car|fire|smoke|burglar * alarm =kept|=went|=going|=was",
            "cat|dog|parrot|kitten * sleep|doze|curl|asleep|snore|lay * on|by|under|in the|a",
            "on every|each|the|both table|wall|windowsill|shelf|sill|mantelpiece|corner|seat|chair",
            "=background|=nearby|=close be|was|were|by|:|a|the|stood|<Ing>",
            f"while|as {_OTHERS}|the|a * {_OTHERS}|@furniture * <Ing>|=ate|=played|=passed|=slept|"
            "=walked|=danced|=worked",
            "lit by|with candle|candles|lamp|lamps|lanterns|a|only|single|neon",
            "bare bulb|walls|floor|boards|room|brick|trees",
            "swing|fountain|fishtank|tank|statue|fireplace|bonfire|tent|tree|lamp|stove|screen|banner|"
            "hung|stood|burn|in|hanging|play|flicker|glow|crackle|ticking corner|crooked|behind|overhead|"
            "centre|middle",
            "fight|fighting|chasing|pecking over|each|at|for crust|crumbs|other|ball|scraps|bread|chips",
            "view|views of|over|across|from|was|out",
        ],
        "hint": [
            "@furniture",
            "next door",
            "wall|room|corner|window|light|lamp|view",
            "background|nearby|behind|around|while",
            "^<Subject> <Ing>",
        ],
    },
    "companion": {
        "group": "environment",
        "weak": True,
        "ask": [
            "who * with|accompany|along|join|together",
            "company|companion|alone",
            "with whom",
            "who else",
            "in whose company",
            "by whom * accompany|bring|escort|join",
            "accompany|escort|chaperone",
            "whom|who * bring|brought with|along|they|he|she|to|to",
            "who do they|he|she|person bring|brought|come|take|arrive|turn|show",
            "who stand|sit|walk|be|come next|beside|alongside|with|to",
            "who be * beside|next|alongside|with him|her|them|to|out|along",
            "at =his|=her|their side",
            "on =his|=her|their own",
            "by =himself|=herself|themselves",
            "someone|anyone|anybody|somebody|nobody|people with him|her|them|person|they|she|he",
            "with|have|bring anyone|someone|anybody|company|somebody in|with|along|tow|there",
            "in tow",
            "alone|own or with|in|accompanied",
            "do * @relative|wife|husband|friend|dog|kids come|join|too|along",
            "who be that|this|the with|next|beside|man|woman",
            "be * out|there|together|around|here with",
            "come|arrive|turn|show|go alone|together|with",
        ],
        "state": [
            "come|arrive|turn|show|appear|walk|sit|sat|stand|stroll|wait|attend|there|here|him|her|them|"
            f"see|meet|queue|shop|danced|saw|met|spotted|join * =with * {_PERSON}",
            f"=was|=were|be =with|=alongside|=beside {_A}|two|three|<number>|both|<Name> * {_PERSON}",
            f"^with|arm|hand|alongside {_A}|two|three|both|no|<Name> * {_PERSON}",
            "^alone|together|solo|unaccompanied|accompanied|escorted",
            f"{_PERSON} =was|=were|=is|='s|came|=sat|=stood|=walked with|beside|alongside|next {_HIM}|"
            "person|to|me",
            f"{_PERSON}|who =with {_HIM}|me|us today|that|too|and|there|at|in|on|as|when|all|on",
            "=was|=were|=is|come|came|sit|sat|arrive|left|stand|walk|go|seem|appear|there|all|quite "
            "alone|solo|unaccompanied",
            "be|come|came|arrive|sit|sat|there|turn|stand|all|seem|stood|up|^ on =his|=her|their|my own "
            "!business|company|shop|home|farm|two|words|way|land|terms",
            "^on =his|=her|their own",
            "by =himself|=herself|=themselves|=myself",
            f"had|have {_A}|two|three|both|<Name> * {_PERSON} with =him|=her|=them|along",
            f"{_PERSON} =he|=she|=they =had|='d =brought",
            "nobody|no|none|one|anyone * with =him|=her|=them",
            "accompany|accompanied|escort|escorted|chaperoned|flanked",
            "in company|tow of",
            f"with|had|have {_A}|<Name>|@relative * in tow",
            f"keep|kept {_HIM}|person company",
            "in|by the company|side of",
            "at|by|from|leave|left|to =his|=her|their side",
            f"{_PERSON}|interpreter * never|not leave|left",
            f"bring|brought {_A}|two|three|<Name> * {_PERSON} * along|with|too|to|over|round",
            f"bring|brought {_A}|both|two|three @relative|friend|colleague|dog|girlfriend|boyfriend|"
            "partner|boss|mate|neighbour",
            "nobody|no-one|none|anyone|anybody with =him|=her|=them",
            "nobody|no-one|none|anyone|anybody|no one with|else|along|beside =him|=her|=them|with|was",
            f"arm|hand in|by|the|his|her arm|hand !up|raise * with|a|his|her|{_PERSON}",
            f"and =his|=her|their * {_PERSON} =were|=was|came|sat|come|both|had|arrive|stood|walk|"
            "together|joined",
            "=he|=she|they|<Name> and =i|<Name>|=his|=her|=their * =were|came|arrived|together|sat|walk",
            f"with {_A} * {_PERSON} by|on|in|at|holding|asleep the|his|her|hand|lead|arms|side|tow|lap|"
            "back",
            f"{_A}|some|two|three|several|<Name> * {_PERSON} came|come|tag|tagged|join|joined|followed|"
            "trailed|walked|went along|too|=him|=her|=them|us|with",
            "this|here is|be <Name> * with|my|a",
            "together with|=his|=her",
            "be * together|accompanied|joined with|by|at|in|on|there|that",
            f"{_HIM} and|plus {_A}|<Name> * {_PERSON} =were|at|in|on|=was|sat|together",
        ],
        "hint": [
            "with",
            "alone|together|join|accompany|bring",
            "and his|her|their * @relative|@animal|friend",
        ],
    },
    "event": {
        "group": "environment",
        "over": ["mood_reason", "carrying", "date"],
        "ask": [
            "event|occasion|celebration|celebrate|festivity|ceremony|gathering|function|festivities",
            "what * happen|celebrate|attend",
            "what * occasion|event|celebration|ceremony|party",
            "what be hold|held|celebrated",
            "be held * i|we|meet|that|saw|when|there",
            f"be it|that|this a|an {_OCCASIONS}",
            f"{_OCCASIONS} or {_OCCASIONS}|something",
            f"what|which {_OCCASIONS} * be|i|we|meet|bring|have|they",
            "whose do|party|wedding|birthday|funeral be|was",
            "what be on that|the day|evening|night",
            "what do we|all|everyone * go|come|gather|there for",
            "what|purpose|reason * everyone|everybody|people|we|all|they * gather|assemble|there|come|"
            "together",
            "what kind|sort of function|event|party|do|gathering|celebration|ceremony",
            "come|go|be there for",
        ],
        "state": [
            f"at|during|after|attend a|an|the|his|her|my|our|their|<Name>|some|that|'s * {_OCCASIONS} "
            "!hall|square|stall|dress|shop|school|town|teacher|plan|tickets|with|if|of|table",
            f"^{_OCCASIONS}|@event !plan|with|at|for|in|every|card|cake|on|falls",
            f"=it|=this|=that|=was|=were|occasion be|was|=a|for|: * {_OCCASIONS} !town|stall",
            f"{_OCCASIONS}|@event =was|=were|being|taking|='s|had * under|held|=on|=place|full|way|going|"
            "about|just|=the|a|over|begun|start",
            f"{_OCCASIONS}|@event day|night|evening|time|way|of|party|for",
            "celebrate|celebrating|toast|toasting =the|=his|=her|=their|=our|=my|=a|<Name>|jubilee|end|"
            "birth",
            "celebration|occasion|=festivities|commemorate|commemorating|inaugurate|unveil",
            f"<Name> 's * {_OCCASIONS}",
            "under way|held|hosting|hosted|throw|throwing|staged a|an|the|his|her|that|day|evening|there",
            "guest|guests at|of",
            "happy retirement|birthday|anniversary|new|christmas|easter|graduation",
            "opening|wedding|leaving|birthday|launch|farewell|retirement|engagement|works|office|silver|"
            "golden|hen|stag =night|=do|party|wedding|drinks|anniversary",
            "at|for|after|=was the|a|an|his|her|our * opening|launch|quiz|show|game|reception|meal|do "
            "!of|hours",
            f"at|for =a|=the|=his|=her|=our {_OCCASIONS}",
            f"gather|gathered|assembled|come|came|meet|met|all|everyone * for|to|at * {_OCCASIONS}|"
            "celebrate|mark|honour|commemorate|unveiling",
            "raise|raised|drank|drink * glass|toast",
        ],
        "hint": ["@event", "celebrate|celebration|occasion"],
    },
    "crowd": {
        "group": "environment",
        "over": ["meeting_place"],
        "ask": [
            "crowd|crowded|busy|packed|people",
            "be * full|empty|crowded|packed|busy",
            "how many people|guests",
            "be * place|room|it|there|bar|cafe|hall * full|empty|busy|crowded|packed",
            "many|any others|people|guests|customers|folk",
            "how large|big|many * gathering|crowd|audience|turnout|queue|group|party",
            "how many * customers|people|guests|others|of|came|turn|there|spectators|visitors|turned",
            "to =ourselves|yourselves",
            "size|number * audience|crowd|gathering|people|guests|was",
            "be =we|=us|i alone|just",
            "turnout|throng|audience",
            "do|be anyone|anybody|someone * else|there",
            "we|us alone|by|on ourselves|or|our",
            "what|much of turnout|crowd|audience",
            "busy|full|empty|quiet|packed or full|empty|busy|quiet|packed|deserted",
        ],
        "state": [
            "=crowd|=crowds|=crowded|=packed !of|lunch|up|in|his|her|my|a|with|out",
            "=crowd|=crowds of|in people|tourists|onlookers|fans|strangers|shoppers|front|round|at|on|"
            "watched|gather",
            "=packed|=crammed|=jammed|=rammed|=heaving|=teeming|=swarming|=bustling|=thronged out|with|"
            "to|full|like|in",
            "be * =packed|=heaving|=crammed|=rammed|=jammed|=bustling|=deserted|=crowded|=teeming|"
            "=swarming|=chock",
            "^=packed|=heaving|=rammed|=deserted|=crowded|=empty|=busy|=dead|=jammed|=bustling|=quiet|"
            "=full",
            "throng|throngs|mob|multitude|horde|deserted|standing-room|jostle|jostling|jam-packed|"
            "elbow-to-elbow|shoulder-to-shoulder|turnout|half-empty|packed-out",
            "long|huge|endless|massive|enormous|no|short|whole queue|line|queues|lines",
            "queue|line * round|out|door|stretched|snake|block|corner|long",
            "full of people|guests|tourists|children|students|families|commuters|shoppers|locals|"
            "regulars|strangers",
            "it|place|there|room|hall|bar|cafe|train|bus|carriage|church|pub|shop|platform|street|square|"
            "park|restaurant|library|museum|beach|pool|theatre|cinema|market be|was|were|look|stood|seem|"
            "had * full|empty|busy|quiet|packed|dead|deserted|heaving|ourselves|rammed",
            "=it|place|room|cafe|there be|was|=seen it|=this|so|very|really|nearly|that * busy|quiet|"
            "empty|full|packed",
            "seen it|this|that * busy|empty|full|packed",
            "nearly|almost|half|practically|virtually|mostly|completely|unusually busy|empty|full|"
            "deserted|packed !of|with|handed|life|mind|person|as|at|man|woman",
            "have|had it|the|place|room|carriage * to =ourselves",
            "to =ourselves",
            "every|each|all|no|not|many|few|last|only|most seat|table|chair|bench|seats|tables|chairs|"
            "benches|stool|space|pew was|were|be|left|free|taken|occupied|full|empty|filled|to",
            "not|hardly|scarcely|barely|never|n't another|a|any|anyone|anybody|soul soul|person|else|"
            "there|about|around|in|but",
            "nobody|no-one|anyone|anybody|no one else|there|about|around|in|but",
            "=hardly|=barely|=scarcely|=almost =anyone|=anybody|=nobody|=anything|=a|=no",
            f"hundreds|dozens|thousands|scores|masses|loads|swarms|handful of {_PUBLIC}|us|them|locals|"
            "children|fans|students|cyclists|regulars",
            f"{_COUNT}|a|hardly|only|just|about|around {_PUBLIC} was|were|there|came|turned|stood|had|in|"
            "at|sat|watch|gather|listened|left|crammed|around|or|and|other",
            "only ones|people|customers|guests|two|three there|in|left|at",
            "just|only|all =us|=the|we two|three|pair|four|of|few|five",
            "=around|=about|=some|=over|=nearly|=maybe|=at|=roughly <number>|hundred|least turned|came|"
            "=people|guests|there|strong|souls|or|attend",
            "shoulder|elbow|cheek|wall to shoulder|elbow|jowl|wall",
            "standing room",
            "rushed off",
            "could|can hardly|barely|not|n't|scarcely move|get|find|squeeze|see * for|seat|people|space|"
            "through|the|in",
            "<number>|dozen|hundred or|of so|more|us",
            "no|any|little|not|much room|space to|left|for",
            "=we be|was|=were * =alone",
            "empty|deserted but|except|apart|at|that|save|by",
        ],
        "hint": ["people|full|empty|crowd|crowded|busy|quiet|alone|queue|packed"],
    },
}
