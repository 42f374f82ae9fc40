"""Where and when it was; what it was like there is in `scene`. The form is told in
`frames_english`."""

from typing import Any

from persona_assistant.language.frames_english.scene import SCENE

_AT = (
    "in|at|on|by|outside|inside|near|under|behind|beside|opposite|aboard|along|across|between|beneath|over|"
    "into|through|next|round"
)
_INSIDE = "in|at|on|by|outside|inside|near|behind|under|beside|opposite|aboard"
_A = "a|an|the|his|her|their|our|my|some|that|this"
_NO_PLACE = (
    "!morning|afternoon|evening|night|day|week|weekend|month|year|time|moment|end|start|dark|rain|snow|"
    "hurry|dead|middle|small|early|late|first|second|same|monday|tuesday|wednesday|thursday|friday|"
    "saturday|sunday|spring|summer|autumn|winter|last|phone|launch|wedding|funeral|subject|way|age|rate|"
    "idea|coat|shirt|suit|dress|good|bad|great|foul|other|beard|scarf|mood|temper|sun|cold|telephone|matter"
)
_MEET = (
    "meet|meeting|see|spot|run|bump|talk|chat|wait|sit|stand|find|encounter|notice|greet|catch|join|queue|"
    "share|pass|speak|shelter|stuck|seat|picnic|lunch|eat|squeeze|huddle"
)
_TIMES = (
    "=morning|=afternoon|=evening|=night|=noon|=midday|=midnight|=dawn|=dusk|=sunrise|=sunset|=twilight|"
    "=daybreak|=nightfall|=lunchtime|=teatime|=breakfast|=lunch|=dinner|=supper|=sundown|=tea"
)
_LESSON = "!school|class|course|shift|bus|train|tram|paper|service|life|star"
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|that|this|yesterday|today|tomorrow|one|next|"
    "following|same"
)
_MONTHS = (
    "january|february|march|april|=may|june|july|august|september|october|november|december|spring|summer|"
    "autumn|=fall|winter"
)
_SUBJECT = "=he|=she|=they|=i|=we|person|man|woman|<Name>|speaker"

ENVIRONMENT: dict[str, dict[str, Any]] = {
    "meeting_place": {
        "group": "environment",
        "over": ["said", "date", "crowd"],
        "ask": [
            "where * meet|see|talk|run|bump|chat|sit|find|together|happen|take|spend|speak|record|"
            "encounter|call|write|stand",
            "where * come across",
            "where be =we|this|that|it|our|i",
            "where do =we|i",
            "whereabouts",
            "where be they|he|she * when|call|write|sit|stand",
            "place|location|venue|setting * be|meet|encounter|come|talk|=we|=i|they",
            "place|location of",
            "where * this|photo|picture|recording|clip|conversation|encounter|meeting",
            "kind|sort|type of place|building|venue",
            "where * i|we|us|me",
            "location|venue|spot|site|setting",
            "cross paths|path",
            "which|what place",
            "^place|where",
            "at|in|on what|which * place|spot|location|venue|building|town|city|street * meet|talk|see|"
            "chat|run|encounter|be|come",
            "where * encounter|meeting|paths|crossing|conversation|talk|visit",
            "where * take place|happen|occur",
            "what|which @venue|building|place|town|city * i|we|us|me meet|see|run|talk|bump|get|sit|chat|"
            "find|speak|spot|in|at",
            "in|on|at what|which building|@venue * i|we|us|me",
            "be it in|at|on|outside * i|we meet|see|run|talk|bump|find|chat",
            "do i|we meet|see|run|talk|bump|find|chat * in|at|on|outside @venue|a|the",
            "describe|say where * meet|talk|see|run",
        ],
        "state": [
            f"=we|=i * {_MEET}|walk|spend|work * {_AT} {_A} {_NO_PLACE}",
            f"=we|=i * {_MEET}|walk|spend|work * {_AT} @venue|<Name>",
            f"=we|=i * come across|upon * {_AT} {_A}|@venue|<Name> {_NO_PLACE}",
            f"=we|=i|=us =was|=were * in|at|on|outside|inside|aboard|near {_A}|@venue|<Name> {_NO_PLACE}",
            f"=we =were * {_INSIDE}",
            f"=we|=us * {_INSIDE} {_A} * @venue",
            f"meet|bump|encounter|=ran|=spotted|=saw|=seen|=met|=caught|=joined|=found * {_AT} {_A} "
            f"{_NO_PLACE}|from",
            f"meet|bump|encounter|=ran|=spotted|=saw|=seen|=met|=caught|=found * {_AT} @venue",
            f"=met|=saw|meeting|=ran|=bumped|encounter * {_INSIDE} {_NO_PLACE} <Name>",
            f"see|meet|fancy|bump|run =you|=him|=her|=them|into * {_INSIDE} the|our|my|@venue|<Name> "
            f"{_NO_PLACE}",
            f"{_SUBJECT} * sit|wait|stand|queue|seat|serve|lean|perch|squeeze * {_AT} {_A} * @venue",
            f"{_SUBJECT} =was|=were|sit|wait|stand|queue * {_INSIDE} {_A} @venue",
            f"^sit|wait|stand|queue|stuck|sat * {_AT} {_A}|@venue",
            f"talk|chat|=conversation|encounter|meeting|photo|picture|recording|interview * {_INSIDE} "
            f"{_A}|@venue|<Name> {_NO_PLACE}",
            "take|took place in|at|on|outside|aboard",
            f"^=came|=ran|=met|=bumped|=saw|=spotted|=found * * {_AT} {_A} {_NO_PLACE}",
            "in|at|outside|near the @occupation|vet|dentist 's",
            f"=came across|upon * {_AT} {_A} {_NO_PLACE}",
            "cross|crossed paths|path|ways",
            "paths|path|ways cross|crossed",
            f"^{_INSIDE} {_A}|<Name> * @venue",
            "^in|at|outside|inside|near|aboard @venue|<Name>",
            "^on @venue",
            "^backstage|in|at|on at|the|front queue|of|corner|line|<Name>",
            f": {_INSIDE} {_A}|@venue|<Name>",
            f"get|got|fell|fall * talking|chatting|into * conversation|{_INSIDE}",
            "fall|fell into talk|conversation",
            "got|get to know|talking * in|at|on",
            "next|opposite|beside|across me|us|to * on|in|at the|a",
            "be|this|it in|at|on|outside|inside|aboard the|a|an|our|<Name> @venue",
            f"=it =was {_INSIDE} {_A} * @venue|that",
            "place|spot where * meet|come|saw|see|talk|run|be",
            f"=here|=there * {_INSIDE} {_A} * @venue",
            "there =we meet",
            f"introduced|introduce * {_INSIDE} {_A}|@venue",
            "venue|location|setting :|was|is",
            f"accosted|approach|stop|hail me|us * {_AT}",
            "we|us both|all|each on|in|at|inside",
            f"come|came|walk|stroll|step|drop|stumble|pop into|aboard|onto|through|past|out {_A} * @venue",
        ],
        "hint": ["@venue", "=where in|at|on", ": in|at|on|by|outside|near", "=i be * in|at|on"],
    },
    "weather": {
        "group": "environment",
        "over": ["date", "said"],
        "ask": [
            "in what|which weather|conditions",
            "weather|rain|raining|snow|sunny|sky|temperature|forecast|climate|cold|hot|windy",
            "outside|outdoors",
            "weather|conditions|sky|forecast|temperature|climate",
            "rain|snow|shine|dry|wet|warm|cold|hot|sunny|cloudy|windy|foggy|raining|snowing",
            "outside|outdoors * like|be",
            "conditions * outside|outdoors",
            "have|get sun|rain|snow|fog|frost|storm|wind",
            "foggy|misty|stormy|wet|dry|fine|icy|bright or clear|sunny|fine|dry|wet|dull|raining",
            "umbrella|coat need",
        ],
        "state": [
            "=rain|=drizzly|=showers|=rained|=raining|=rainy|=snow|=snowed|=snowing|=snowy|drizzle|=sleet|"
            "=fog|=foggy|=mist|=misty|=sunny|=sunshine|=overcast|cloudy|"
            "=clouds|=windy|breeze|gale|=storm|stormy|thunderstorm|=frost|=frosty|blizzard|downpour|"
            "=chilly|=sweltering|=humid|=muggy|scorching|"
            "=heatwave|=haze|=hazy|=drought|monsoon|rainbow|=lightning|=hailstones|=hailing|=sultry "
            "!globe|boots|coat|shoes",
            "=it|=day|=weather|morning|afternoon|evening|night|air|outside|out|sky|=wind|=sun be * cold|"
            "hot|warm|mild|dry|wet|fine|icy|damp|freezing|clear|grey|blue|bright|close|bitter|boiling|"
            "baking|dull|glorious|lovely|fair|rough|wild",
            "=cold|=hot|=warm|=mild|=wet|=dry|=freezing|=icy|=boiling|=baking|=bright|=grey|=clear|"
            "=crisp|=blustery|=dull|=raw day|morning|afternoon|evening|night|out|outside|sky|air|wind|"
            "spell|weather",
            "bitter|freezing|boiling|biting|piercing|icy|perish|bone|stifling|blazing|scorch|sharp cold|"
            "hot|outside|out|wind|heat|sun|frost",
            "weather|temperature|thermometer|barometer",
            "<number> degree",
            "=degrees below|above|in|outside",
            "=sun !hat|cream|glasses|lounger|dial =was|=were|is|shone|blaze|beat|set|come|out|break|in|"
            "on|poured|went|had",
            "=sun shine|blaze|out|beat|in",
            "=wind|=gusts|=winds be|blow|blew|howl|whip|cut|tear|bite|pick|get|off|from|in|was|were|had|"
            "rattled",
            "a|the|strong|biting|cold|icy|sea|north|east|gusty|howling =wind",
            "=thunder|=hail !sends|from|cab|taxi",
            "=clouds|=sky|=skies be|was|were|hung|had|open|clear|grey|blue|:",
            "pouring|=poured|=pelting|=bucketing|=chucking|=lashing|=tipping|=teeming|=spitting|"
            "=hammering down|=rain|outside|all|it|with|out|a",
            "=it be|was|keep =pouring|=pelting|=bucketing|=lashing|=tipping|=chucking|=hailing|=spitting|"
            "=thundering",
            "=it =poured|=pouring|=pelting|=bucketing|=lashing|=tipping|=chucking|=hailed|=thundered|"
            "=froze|=spitting",
            "soak|drench|wet to|through|skin|wet|by",
            "^=drenched|=soaked|=freezing|=boiling|=baking|=scorching|=glorious|=dull|=mild|=cold|=hot|"
            "=warm|=wet|=windy|=bright",
            "put|shake|hold|open|share|under * umbrella",
            "shelter|caught from|in * rain|shower|wind|storm|downpour",
            "puddles|snowflakes|raindrops|icicles|sleet|snowdrifts|=drifts",
            "=heat be|was|stifling|shimmer|of|unbearable|that",
            "no|not|hardly a cloud|breath",
            "shiver|shivering|sweat|sweating in|from|with",
            "frozen|icy|slippery|wet pavement|roads|streets|ground|roofs|path|over|solid",
            "degrees|minus|below <number>|zero|freezing",
            "=out|=outside be|:|was * cold|hot|warm|wet",
            "=ice on the|windows|roads|pavement",
        ],
        "hint": ["@weather", "umbrella|thermometer|outside|outdoors|sky"],
    },
    "time_of_day": {
        "group": "environment",
        "over": ["date"],
        "ask": [
            "time|hour|o'clock",
            "time of day",
            "morning|afternoon|evening|night|dawn|late|early",
            "when * meet|met|see|saw|talk|be =we|happen|chat",
            "clock say|show|read|strike",
            "when during|in|of the day",
            "during the day",
            "be it * already|still|yet|getting dark|light",
            "dark|light|late already|yet|still|out|when",
            "before|after|around|about|past noon|lunch|midday|dinner|breakfast|supper|teatime|midnight",
            "in|at * morning|evening|night or|when|i|that",
            "noon|midday|midnight|lunchtime|dusk|sunset|sunrise",
        ],
        "state": [
            "in|during|around|about|by|toward|towards|before|after|past|at|until|since|till|near|just|"
            f"still|nearly|almost|gone|midway|of|through|approach the|late|early|mid|that|his|a|{_TIMES} "
            f"* !course|class|school {_TIMES} {_LESSON}",
            "before|after|around|about|past|at|until|till|near|just|nearly|almost|by|toward|approach "
            f"{_TIMES} {_LESSON}",
            f"{_DAYS}|late|early|mid|same {_TIMES} {_LESSON}",
            f"=it * be|was|='s * {_TIMES} {_LESSON}",
            f"^{_TIMES} {_LESSON}",
            f"{_TIMES} when|light|sun|had|fell|fall|was|be|come|came|already|:",
            "=dusk|=dawn|=daybreak|=nightfall|=twilight|=midnight|=midday|=noon|=sunrise|=sunset|"
            "=sundown !mass|chorus|oil|bus|feast|snack",
            "<number> =am|=pm|o'clock|=a.m|=p.m",
            "half|quarter|<number>|minutes past|to <number>",
            "gone|struck|strike|chime|said|show|read <number>|noon|midnight",
            "clock * <number>|strike|struck|noon|midnight",
            "at|about|around|nearly|almost|past|before|after|by <number> in|sharp|that|exactly|on|or|pm|"
            "am|o'clock the|dot|morning|evening|so|afternoon|night|thirty|fifteen|when",
            "=around|=about <number> when|that|in",
            "at half|quarter|precisely|exactly <number>|past|to",
            "meet|see|talk|saw|arrive|come|call|ring * at <number> !foot|years|per",
            "=it =was * late|early $",
            "^late|early $",
            "meet|saw|come|call|ring|be|it * at|around|about|nearly|almost <number> $",
            "^<number> thirty|fifteen|=am|=pm",
            "=late|=early in|at|on|that|one|when|already|the|for the|night|morning|day|afternoon|evening|"
            "a",
            "be * late|early already|in|enough|when",
            "small|wee|early hours",
            "first|last|before|after|against thing|light|dark|sunrise|sunset|lunch|breakfast|supper in",
            "dark|light|sun already|out|outside|fall|fell|set|rise|rose|gone|go|up|come|still|low",
            "get|getting|grow|growing|turn dark|light|late",
            "lamps|streetlights|moon|stars =were|lit|light|out|just|up|on|came",
            "dead of night",
            "over breakfast|lunch|dinner|supper",
        ],
        "hint": ["@date", "@daytime", "late|early", "at <number>"],
    },
    "date": {
        "group": "environment",
        "weak": True,
        "ask": [
            "when|date|day|month|year|season",
            "how long ago",
            "day of the week",
            "since when",
            "how long",
            f"in|on|it {_MONTHS}|{_DAYS}",
            f"{_MONTHS}|monday|tuesday|wednesday|thursday|friday|saturday|sunday or {_MONTHS}|monday|"
            "tuesday|wednesday|thursday|friday|saturday|sunday|in|on",
            "during|in|at what|which season|month|year|date|day|week",
            "season|month|year * i|we|it|meet",
        ],
        "state": [
            "!fall|march|week|month|year|century|decade|birthday|today|may @date",
            f"in|on|since|by|until|before|after|last|this|early|late|mid|of|next|every|each {_MONTHS}",
            "<number>|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|"
            "seventeenth|twentieth|thirtieth of|day =may|=march|the|june|month|week",
            "the|on first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
            "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
            "thirtieth of|already",
            "in|since|by|until|from !ear|one|two|three|four|five|six|seven|eight|nine|ten|both|half|"
            "pair|single|a|several|couple|dozen|hundred|thousand|once|twice|twins <number>",
            "<number>|a|few|many|some|several year|years|month|months|week|weeks|day|days|decade|decades|"
            "hour|minutes ago|later|before|earlier|back|since|old|now|running|at|or|together|in|and|with",
            "for|over|about|spent|in|nearly|almost|within|every|after|than|been <number>|a|many|some|"
            "several|most|his|her * year|years|decade|decades|month|months|week|weeks|hour|days|life",
            "last|next|this|that|following|previous|coming|past|same|each|every|whole|all week|month|"
            "year|century|decade|spring|summer|winter|autumn|night|weekend",
            "<number> year|years|decade|decades|months|weeks",
            "last|next|this|that|following|previous|same|the|other =day",
            "week|month|year|decade|century|today|=birthday =of|=in|=is|was|falls|on|by|='s",
            "on|for|since|his|her|until =birthday|birth|today",
            "the * day|eve of|after|before",
            "for year|years|month|months|ages|decade|weeks",
            f"=day|=eve !out|trip|off|and * <Name>|{_MONTHS}",
            "<Name> =day|=eve|=week",
            "on|date of birth|that date|<number>",
            f"{_MONTHS} <number>",
            "<number> =march|=may|=fall",
            "half|twice|once a week|month|year|day|century|decade",
        ],
        "hint": ["@daytime", "ago|last|next", "@date"],
    },
} | SCENE
