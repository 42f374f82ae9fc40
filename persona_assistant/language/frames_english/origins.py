"""Where somebody lives and comes from, travels, and what they speak and believe. The form is told in `frames_english`."""

from typing import Any

from persona_assistant.language.frames_english.shared import ONE_OF_THE_FAMILY

ORIGINS: dict[str, dict[str, Any]] = {
    "residence": {
        "group": "bio",
        "over": ["crowd", "surroundings"],
        "ask": [
            "where * live|reside|settle|base|stay|home|lodge|dwell",
            "live|reside|settle|lodge|dwell in|where|on",
            "which|what city|town|country|village|street|neighbourhood|neighborhood * live|reside|settle|"
            "move|home",
            "address", "home now", "move to", "living|based|settled now",
            "where * house|flat|apartment|place|living", "in which|what * live|reside|settle|lodge|dwell",
            "who * live with", "home address", "neighbourhood|neighborhood|district|area * live|call|home",
            "to|in which|what town|city|part|place * move|settle|home", "floor be =he|=she|=they",
            "which|what street|road|neighbourhood|neighborhood|district|postcode",
            "which|what part|side of town|city",
            "where * find =him|=her|=them|man|woman|person * home|knock",
            "whose roof|street|house * live|lodge|stay",
            "kind|sort|type of house|home|dwelling|accommodation|place * live|have|own|reside",
            "have|got|own|rent * flat|house|apartment|place", "knock on|at|to|$", "reside|lodge",
            "moved house", "live near|around|local|alone|nearby|here", "part of town|the city",
            "neighbours|neighbors be|'s|with",
        ],
        "state": [
            "live|reside|settle|dwell|lodge|relocate|squat !on|off * in|at|near|to|with|above|by|outside|"
            "over|next|there|alone|round",
            "live|reside|settle|dwell|lodge on|off a|an|the|<Name> !land",
            "base|move|stay|share|rent * in|at|on|near|to|with|above|by|outside * <Name>|@city|flat|"
            "house|attic|apartment|cottage|houseboat|city|town|village|street|road|country|countryside|"
            "coast|suburb|island|place|farm|bungalow",
            "=his|=her|=their|=my|=our|=a|=the|=new home|house|flat|apartment|place|cottage|houseboat|"
            "bungalow|address|lodgings|room * in|at|on|near|above|outside|by|past",
            "home|house|flat|apartment|cottage|houseboat|bungalow|terrace|attic|farmhouse in|at|on|near|"
            "above|outside|by|over",
            "bought|rent|share|own|has|got|took * house|flat|apartment|cottage|bungalow|bedsit|houseboat",
            "neighbour|neighbor|district|suburb|avenue be|of|in|called|near|<Name>|to", "next door to|of",
            "door|house|street|floor =down|=up|=away|=below|=above from|to|of|on|$",
            "round|around the corner", "^number <number>", "at number <number>",
            "<number> <Name> street|road|lane|avenue|close|terrace|square",
            "in|on|at|off <Name> street|road|lane|avenue|close|terrace|square|hill|gardens",
            "moved house|in|into", "^home these|now|is|'s", "home these days|is",
            "=i|=we|=she|=he 'm|'re|'s|be in <Name>|@city =now|=these|with|=since|=got|$",
            "=resides|=lodges|=dwells", "postcode|zip code|doorbell|landlord|landlady|tenant",
            "third|second|first|top|ground|fourth|fifth floor * flat|block|of|above|tower",
        ],
        "unless": (*ONE_OF_THE_FAMILY, "^a|^an|^the|^his|^her * @animal live", "sell * house|home|flat"),
        "hint": ["live|move|home|flat|house|street|road|neighbour|base|settle|stay"],
    },
    "hometown": {
        "group": "bio",
        "over": ["residence", "meeting_place", "surroundings", "crowd"],
        "ask": [
            "hometown|birthplace|native|origin|roots", "home town", "where * come from", "where * =from",
            "where * born|bear", "bear|born|grow|raise where", "where * upbringing|childhood",
            "where * grow|raise|bring",
            "which|what city|town|country|village|place|part|island|region|valley|state|county * from|"
            "born|grow|raise|bear|hail",
            "where * customer|client|colleague|be|bear|born from|born|raise", "place of birth",
            "country * from", "spend * childhood", "nationality", "hail from", "from originally",
            "childhood", "upbringing", "where * childhood|youth|early years", "bear|born|raise * in|at",
            "grow up", "birth", "motherland|homeland", "which|what * country|nation|region * from|origin",
            "call home", "light of day", "place * born|bear",
            "in|from|of which|what * born|bear|raise|hail|come|native",
            "which|what nationality|accent|roots", "which|what place|town|country * come from",
            "local|native or|to|of|here", "from around|round here", "hail",
            "people|family|folks * come|from|originally", "be|'s =he|=she|=they @nationality",
            "home country|village|soil", "where * accent", "born and bred|raised",
            "come * from originally|here",
        ],
        "state": [
            "where =he|=she|=they|=i be|come from",
            "^=he|^=she|^=they|^=i|^=we|^family|^parents|^people|^folks|^<Name>|^man|^woman|^=originally "
            "come|hail|emigrate|arrive|moved * from",
            "^=comes|^=hails|^=came|^=moved from|over|here|all|originally",
            "originally|native * from|of|in",
            "be|'s|'m|'re|come|all|originally|actually|really|both|now from <Name>|@city",
            "=he|=she|=they|=i|=we|person|man|woman be|'s|'m|'re|come * from <Name>|@city|a|the|up|down|"
            "near|around|here",
            "^=from <Name>|@city|a|the",
            "=born|bear in|at|on|near|outside !@date|<number>|may|late|early|the",
            "=born|bear in|at|on|near|outside the !@date|seventies|eighties|year",
            "=born|bear * in|at|near <Name>|@city", "born|bear and|here|there|abroad * raise|bred",
            "grow|raise in|on|near|outside|there|here|abroad !care|an|orphanage",
            "grow up in|on|at|near|outside|there|here|abroad|by|among|=the|between !care|an|orphanage",
            "bring up in|on|near|at|outside|there|here",
            "hometown|birthplace|originally|homeland|motherland", "home town|country|village",
            "be|'s|'m|by|as|half|proud|a|an|of|both @nationality born|by|originally|descent|through|"
            "parents|roots|$|family|and|-",
            "be|'s|'m half|partly|a|an|proud|originally|actually @nationality|sicilian|glaswegian|"
            "londoner|yorkshireman|parisian|geordie|scouser",
            "=she|=he|=they|=i be|'s|'m|'re @nationality",
            "@nationality by|through birth|origin|descent|blood|and",
            "@nationality|<Name> born|girl|lad|lass|boy|man|native|woman =and|=me|=by|=through|=born|$|"
            "=originally",
            "be|'s|'m|=by a|an <Name> girl|lad|lass|boy|man|native|woman", "^=by birth",
            "by birth =he|=she|this|they", "by birth|origin|descent|blood",
            "leave <Name>|@city * at|as|when|for|to|=because|=after|=in", "be a child in",
            "childhood|youth|boyhood|girlhood|upbringing|early years * in|on|at|near",
            "parents|family|mother|father|folks * still|live|from|in|come * <Name>|@city",
            "spend * childhood|youth|boyhood|girlhood", "home in <Name>|@city", "christen|baptise in",
            "native|son|daughter of <Name>", "home * be|always * <Name>|@city",
            "roots be|lie|in|go|stretch|=back", "origins|ancestry|roots be|lie|in|from",
            "came * into the world in|at !@date", "came into the world * be <Name>",
            "come * into the world", "first saw daylight|light|the light", "hail from",
            "family|people|folks come|hail from|over", "<Name> man|woman|boy|girl|lad|lass through|born",
            "accent be|from|comes|gives|'s", "local boy|girl|lad|lass", "be|'s|'m a native|product of",
            "father|mother|parents came|moved|emigrated|arrived from|over",
        ],
        "hint": [
            "from <Name>|a|the", "from @city", "@nationality", "come from", "leave <Name>|@city", "home",
        ],
    },
    "language": {
        "group": "bio",
        "over": ["crowd"],
        "ask": [
            "language|tongue|bilingual|fluent|multilingual|lingo|dialect", "speak besides|other",
            "speak @language", "converse|communicate in", "linguistic",
            "mother|native|foreign|second tongue|language", "speak", "understand|understood * in|@language",
            "=his|=her|=their @language", "@language * good|fluent|well|rusty|understand|understood",
            "talk|chat with * @language", "which|what lingo|language|tongue * talk|chat|speak|use|say",
            "how many language|tongue", "know|learn|understand|read any|some|a * @language|languages",
        ],
        "state": [
            "speak|fluent|learn|bilingual|teach|talk|translate|grow|know|understand|master|pick|"
            "interpret * @language",
            "language|bilingual|fluent|trilingual|multilingual|polyglot|mother tongue !school",
            "in @language", "bilingual|fluent|trilingual|polyglot",
            "@language and|with|at|to|class|lesson|course|teacher|fluently|well|badly|perfectly|speaker|"
            "off|like",
            "swear|dream|write|read|sing|pray|count|express|switch|chat|converse|think|text in|into * "
            "@language",
            "=his|=her|=their|=my @language be|'s|needs|has|good|excellent|rusty|bad|better|perfect|"
            "accent",
            "two|three|four|five|six|several|many|<number> languages|tongues",
            "sign !contract * language|bsl|asl|fluent|deaf", "mother|native tongue|language|speaker",
            "understood|across|by in * tongues|languages|@language", "besides|apart|alongside @language",
            "speak|talk|get by|understand|learn * tongues|languages|dialect",
        ],
        "unless": ("polish =polished|=shoes|=boots", "=polished"),
        "hint": ["@language"],
    },
    "religion": {
        "group": "bio",
        "over": ["employer", "occupation", "hometown", "upbringing"],
        "ask": [
            "religion|religious|faith|church|mosque|pray|believe|worship|creed|denomination|temple|"
            "synagogue|god|spiritual",
            "muslim|christian|buddhist|jewish|hindu|catholic|atheist|quaker|sikh|protestant|methodist|"
            "anglican|agnostic|mormon|lutheran|orthodox|believer|jew",
            "keep|observe * sabbath|shabbat|lent|ramadan|kosher|fast",
            "go to * church|mosque|temple|mass|synagogue|prayers|worship",
            "raised|brought * faith|religion|church|catholic", "believe in|god", "sabbath|shabbat",
        ],
        "state": [
            "religion|religious|synagogue|pray|ramadan|muslim|christian|buddhist|jewish|hindu|catholic|"
            "atheist|quaker|sikh|methodist|anglican|agnostic|mormon|lutheran|presbyterian|baptist|"
            "=protestant|=protestants|jehovah|islam|buddhism|judaism|hinduism|gurdwara|=believer|"
            "parishioner|humanist|pagan|zen|jew",
            "go|attend|belong|sings|regular|serves|member|every|misses|never|preaches|deacon|elder|"
            "warden|helps * church|mosque|temple|mass|chapel|services|sermon|cathedral|shul|congregation",
            "church|mosque|temple|mass|chapel|gurdwara|cathedral every|on|each|elder|warden|choir|goer|"
            "regularly|goes|without|twice|daily|of|he|she|they|$",
            "faith|creed|denomination|religion be|in|of|at|keeps|matters|gives|helps|guides|$|all",
            "=his|=her|=their|=my|no|=strong|=deep|=devout|any faith|creed|religion|belief|god",
            "keep|observe * sabbath|shabbat|lent|kosher|fast|ramadan|holy",
            "convert|baptise|christen|lapsed|=confirmed|=practising * <Name>|church|catholic|muslim|jew|"
            "faith|christian|islam",
            "convert to|from", "devout|pious|godless|observant", "bar|bat mitzvah",
            "say =his|=her|=their|grace|the prayers|rosary|before",
            "believe in * god|allah|reincarnation|karma|nothing",
            "rosary|hajj|communion|quran|koran|torah|vicar|rabbi|imam|parish", "prayer mat|beads|meeting",
            "bible study|class|group", "mass without|every|on|each|and|daily|$",
            "miss mass|church|prayers|service",
            "call =herself|=himself|=themselves|=myself a|an * believer|agnostic|atheist|christian|<Name>",
            "in|at prayer",
        ],
        "unless": (
            "bell", "church|temple|mosque clock|tower|hall|fair|fete|opposite|behind|past|next|near|street",
            "=met|wedding|past|opposite|behind|near|beside|outside * church|mosque|temple", "=hopes|please",
        ),
        "hint": ["church|mosque|temple|faith|god|pray"],
    },
    "travel": {
        "group": "bio",
        "over": ["meeting_place", "vehicle", "surroundings"],
        "ask": [
            "travel|trip|holiday|vacation|journey|voyage|abroad|fly", "visit !=me|=us|=him|=her",
            "=been to", "where * go|head|fly|travel", "destination", "just|recently return|back from",
            "last|next summer|holiday|year * go|spend|=been",
            "where * spend * holiday|vacation|summer|winter", "farthest|furthest * =been|place|travel|from",
            "continent|expedition|trek|trekking|cruise|safari|pilgrimage|overseas|foreign",
            "seen * foreign|world|parts|countries|continents",
            "route|cross * continent|country|desert|take",
            "which|what country|continent|cities|lands * =been|visit|seen|go|travel|explore|trek",
            "where has|'s =he|=she|=they been",
            "where was =he|=she|=they last|in * summer|winter|week|month|year",
            "where * come|got|return|just * back", "really|ever cycle|walk|sail|hike|drive to",
            "=back from", "cycle|sail|walk|hike to @city|<Name>", "=been anywhere|abroad|away|overseas|to",
        ],
        "state": [
            "travel|trip|holiday|vacation|journey|voyage|abroad|tour|backpack|cruise|honeymoon|trek|"
            "trekking|expedition|safari|pilgrimage|interrail|overseas|globetrotter !cancelled|dates",
            "visit * <Name>|@city|countries|continents|coast|mountains|temples|pyramids|abroad",
            "fly|flight to|from|back|out|home|off|over|through|round * <Name>|@city|home|island|week|"
            "yesterday",
            "go|head|drive|return|leave|back|sail|cycle|walked|hiked|rode|set|crossed|off|hitchhiked|"
            "bound to|from|for|off|across|through|round|up|over|around|home * <Name>|@city|desert|alps|"
            "continent|europe|equator|sahara",
            "went up <Name>",
            "crossed|explored|toured|traversed|saw|roamed|did|backpacked|circumnavigated the|all|round * "
            "<Name>|@city|desert|atlantic|alps|ocean|continent|world",
            "crossed|toured|explored|roamed <Name>|@city",
            "back|home|returned from <Name>|@city|a|two|three|her|his|their|holiday",
            "=been to * <Name>|@city|countries|abroad|island|there",
            "=been|=seen * country|continent|world|places|europe",
            "spend * month|week|summer|winter|holiday|fortnight|day|weekend * in|on|at|around <Name>|"
            "@city",
            "spend * trek|travel|explore|abroad|tour",
            "never * left|=been * country|village|abroad|england|home|europe|county",
            "sailed|rowed|cycled|walked|drove|rode|hitched round|around|across|through|down|up|along|"
            "over * <Name>|world|cape|coast|@city|continent",
            "@city|<Name> was be unreal|wonderful|amazing|incredible|beautiful|magical|unforgettable|hot",
            "@city was * unreal|wonderful|amazing|incredible|beautiful|magical|great|home", "^@city be",
            "just got|come|flown home|back|in from|$|now|this|last",
            "off|away in|on|to <Name>|@city|holiday|honeymoon|safari * week|month|summer|days|weekend",
            "climb|scaled|summited|hiked <Name>|mount|kilimanjaro|everest|the",
            "passport|jet-lagged|suitcase|souvenir|itinerary|postcard from|stamps|brought|of|full",
            "round|around the world", "<Name> =behind =her|=him|=them", "trans-siberian|camino",
            "orient express", "machu picchu", "silk road",
        ],
        "unless": (
            "fly fishing|flies cargo", "moved|emigrate|born|grew|live|raised|hails|works|studied",
            "school|university|college|academy", "fear|afraid|scare|phobia", "dream|hope|wish|ambition",
            "cancelled|called off", "sang|=backing",
            "=next|=will|lined|plans|intends|=tomorrow * trip|travel|holiday",
        ),
        "hint": [
            "to|from @city", "travel|trip|holiday|visit|fly|journey|abroad|tour",
            "go * to|from <Name>|@city",
        ],
    },
    "vehicle": {
        "group": "bio",
        "ask": [
            "car|vehicle|transport|commute|bike|=drive|=ride|conveyance|motorbike|van|motorcycle|bicycle",
            "get|travel|go|come * to work|around|home|here|there",
            "how|by * get|arrive|travel|commute * to|here|there|work|around|home",
            "mode|means of transport", "way to work", "wheels", "drive|ride|cycle|commute",
            "public transport", "how * reach|arrive|travel",
            "what|which make|model|kind|sort|colour|brand * van|car|motorcycle|bike|motorbike|bicycle|"
            "vehicle|lorry|scooter|boat",
            "make|model|brand be * van|car|motorcycle|bike|motorbike|scooter", "have|own|got * @vehicle",
            "park in|outside|at * garage|drive|driveway|street|kerb|outside",
            "by|in what|which conveyance|vehicle|means|car", "on|in what * arrive|come|travel",
            "what * arrive|come in|on $",
        ],
        "state": [
            "drive|ride|cycle|commute|take|catch|park|pedal|own|bought|sold|has|got|'s|flogged|restored|"
            "steer|travel|hop * @vehicle !of|for|stop|station|ticket",
            "come|arrive|go|get|travel|turned|pull|rolled|commute|up|everywhere|about|around|work on|in|"
            "by|up|with|aboard|off|using * @vehicle|bicycle|convertible|camper|hatchback|saloon|estate|"
            "limousine|dinghy",
            "cycle|commute|bike|walks|pedals * to|into|everywhere|work|in|by|school|here|from|home|miles|"
            "on",
            "on foot|horseback|two wheels", "by @vehicle",
            "=his|=her|=their|=my|=our|the @vehicle|mini|fiesta|camper|hatchback|scooter|bike|volvo|"
            "skoda|audi be|'s|would|broke|start|need|run|stall|done|fail|parked|n't|outside|packed",
            "drive|ride|park|flog|own|buy * <Name>|estate|saloon|camper|hatchback|convertible|dinghy|"
            "volvo|harley|vespa|vauxhall|beetle|jeep|electric|tandem|skoda|coupe",
            "volvo|skoda|audi|toyota|honda|vespa|harley|vauxhall|renault|citroen|peugeot|fiat|bmw|"
            "mercedes|volkswagen|fiesta|tesla|nissan|subaru|ducati|yamaha|saab|porsche|jaguar|ferrari|"
            "lada|trabant",
            "sports|saloon|estate car", "land rover",
            "hatchback|convertible|dinghy|=camper|campervan|motorhome|sidecar|pickup|jeep|limousine|"
            "speedboat|narrowboat|motorboat",
            "drive|ride|commute * work|everywhere|home|here", "go|come|get|walk * on foot",
            "swear by * @vehicle", "driving licence|license",
            "=her|=his|=their|=my|=old|=rusty|=new|=battered|=beloved|=electric @vehicle !stop|station|"
            "fare|driver|accident|alarm|boot|park|timetable|helmet|ticket|conductor|factory|outside|horn",
            "bike|motorbike|scooter|moped|van|lorry|tractor|car to|with|from|and|she|he|they|until|every|"
            "outside|on|=it|that|which",
            "lift to|from|with|off",
        ],
        "unless": (
            "^the train|bus|tram|ferry|plane|ship|lorry",
            "alarm|fare|towing|runaway|helmet|timetable|advertising|delivery|toy|model|food truck",
            "car|boat boot|sale|park",
            "ship|boat|cargo|building|train|bus|tram|car designer|builder|driver|engineer|mechanic|"
            "salesman",
            "street|road|outside|window|background|past|distance|traffic * @vehicle * noise|horn|hoot|"
            "whistle",
            "horn|engine|siren|whistle|noise|hum|rumble * @vehicle",
            "met|next|waiting|sat|bumped * on|to|at|in|for * bus|train|tram|ferry|platform",
            "daughter|son|baby|toddler * walk", "=walks|=walk * dog", "dream|hope|saving * @vehicle|truck",
        ),
        "hint": ["@vehicle"],
    },
}
