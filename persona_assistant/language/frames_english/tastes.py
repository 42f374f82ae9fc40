"""What somebody likes, plays, eats, and cannot bear. The form is told in `frames_english`."""

from typing import Any

from persona_assistant.language.frames_english.shared import does

TASTES: dict[str, dict[str, Any]] = {
    "hobby": {
        "group": "bio",
        "over": ["occupation", "time_of_day", "date", "crowd"],
        "ask": [
            "hobby|pastime|leisure", "free|spare|off|own time", "for fun|pleasure|leisure",
            "interest|passion", "enjoy|like|love do", "outside * work|office", "weekend", "unwind|relax",
            "keen on", "pass * time", "when not work", "days off", "=whiles|=while =away", "after work",
            "keep * busy", "for a hobby", "pursuit|recreation|diversion",
            "for|as recreation|amusement|relaxation|enjoyment",
            "spend * evening|weekend|time|saturdays|sundays",
            "fond|passionate|crazy|mad|enthusiastic of|about", "like|love|enjoy doing|tinkering|<Ing>",
            "switch off", "keep * sane|happy|occupied", "interested in|by", "into @hobby|@sport|$",
            "be =they|=he|=she into", "while away", "tinker|potter with|about|in",
            "what * enjoy|=likes * most|doing", "what be|'s =his|=her|=their thing",
        ],
        "state": [
            "after|outside hours|work * @hobby|@sport|<Ing>", "live|lives for @hobby|@sport|<Ing>", "fall|fallen for @hobby|@sport|<Ing>", "start|begin|busy|hooked with|on @hobby|@sport|<Ing>",
            "love|adore|enjoy|fond|into|passion|mad|crazy|keen|obsess|hooked|nuts|potter|tinker|dabble * "
            "@hobby|@sport|<Ing>",
            "like to|<Ing>", "spend * @hobby|@sport",
            "spend * hours|evenings|weekends|sundays|saturdays * <Ing>|at|in|on",
            *does("enjoy|adore|love", "!@food|@drink|a"),
            "fond|keen|obsess|mad|passionate|crazy|enthusiastic|nuts|hooked of|on|about|with|by !@food|"
            "@drink|a",
            "free|spare|off|leisure time|hours|evenings|weekends|afternoon", "hobby|pastime|passion",
            "for fun|amusement|pleasure|relaxation",
            "into|every|bit|afternoon|spot|hours|in @hobby !village|boat|port|rod|shop",
            "bit|afternoon|spot|hours of * @hobby", "every|most weekend|sunday|saturday|free",
            "=weekends|=evenings|=sundays|=saturdays =he|=she|=they|=i|find|are|go|spent",
            "@hobby most|every|whenever|day|class|club|group|lessons",
            "go|play|take|do|sing|paint|knit|swim|hike|climb|run|dance * @hobby|@sport",
            "spend * weekend|evening|sundays|saturdays|hours|time|afternoon|holidays",
            "take up @hobby|@sport|@instrument|<Ing>",
            *does(
                "knit|sew|crochet|paint|sketch|garden|hike|fish|whittle|quilt|embroider|birdwatch|forage|"
                "bake",
            ),
            "keep * sane|happy|busy|occupied", "can|could|for|gone * =hours", "gone for the day",
            "devote|dedicate * hours|weekends|evenings|time", "=whiles|=while =away", "after work",
            "relax|unwind by|with|over|in|$", "to unwind|relax|switch", "switch|wind off|down", "amateur",
            "an hour|afternoon|evening|moment to =herself|=himself|=themselves|=myself",
            "n't|not keep =him|=her|=them away from",
            "<Ing> be|'s =his|=her|=their|=my thing|passion|hobby|escape",
            "nothing please|better|makes * than", "be|'s =his|=her|=their|=my thing",
            "give =me|=him|=her|=them a|an", "at|in the allotment|darkroom|shed|loom|easel|potting",
            "enthusiast|aficionado|hobbyist",
        ],
        "unless": (
            "allergy|allergic|intolerant", "volunteer|charity|charitable|unpaid|donate",
            "will|'ll|=going be|to * saturday|sunday|weekend", "would|'d =love|=like|join",
            "nephew|niece|cousin * fond",
        ),
        "hint": [
            "@hobby", "@sport", "@instrument", "enjoy|love|like|spend|practise|collect",
            "weekend|sunday|saturday|evening",
        ],
    },
    "food": {
        "group": "bio",
        "over": ["advice", "mood_reason", "surroundings", "hobby"],
        "ask": [
            "food|dish|meal|cuisine|snack|dessert", "favourite|favorite * food|treat|dish|cake|meal",
            "=eat|=order|=cook|=bake", "have for breakfast|lunch|dinner|supper|tea",
            "favourite|favorite|like * eat|food|dish|meal|dessert|snack|cake", "comfort food",
            "for breakfast|lunch|dinner|supper", "like|love|prefer|enjoy|fond * eat|food|dish",
            "dish|delicacy|speciality", "plate|menu", "cook|eat best|most|always|often", "tasty|delicious",
            "sweet tooth", "make * hungry|happy * food",
            "favourite|favorite|like|prefer|enjoy|love * food|dish|eat|meal",
            "cook|make|serve * please|delight|happy", "partial to", "munch|nibble|snack on|$",
            "like|love|prefer|enjoy|crave|fancy * @food",
            "be =he|=she|=they * vegetarian|vegan|meat-eater|carnivore", "resist at table|dinner",
            "unable to resist", "which|what sweet|cheese|cake|pudding|fruit",
        ],
        "state": [
            "dish =he|=she|=they loves|like|prefers|enjoys",
            "^love @food|a|an|the|anything|all",
            "=loves|=adores|=craves * soup|stew|tart|pie|cake|curry|noodles|dumplings|sardines|trout",
            "walk|run|drive|go|travel * miles|mile for",
            "love|like|favourite|favorite|eat|cook|bake|order|adore|crave|prefer|resist|devour|fancy|"
            "munch|demolish * @food !juice|swell",
            "favourite|favorite|comfort|best|signature food|dish|meal|pudding|dessert|snack|cake|sweet",
            "@food be =his|=her|=their|what|all|the",
            "@food * favourite|favorite|likes|loves|best|every day|week|morning|evening|night|sunday|"
            "friday",
            "appetite|foodie|gourmet|sweet-toothed|glutton",
            "always|never|happy with|eat|has|order * @food", "could|can|lives on|off|by * herring|alone",
            "could live on", "sell * soul for", "second|third helping", "mouth * water",
            "plate|bowl|slice|portion|helping of !coin",
            "walk|run|drive|kill|die|murder * for * @food|dumplings|slice|plate", "cook for * make",
            "make @food", "walk * for @food|a",
            "fond|crazy|mad|partial|weakness|soft addict|of|about|to|for|spot * @food|marzipan|tart|"
            "herring|liquorice|pickles|sweets|cheese|chocolate",
            "weakness|soft for|spot * food|sweet|@food|marzipan|biscuits",
            "mad|crazy|partial|addict|craves|fond for|to|of|about * @food",
            "vegan|vegetarian|pescatarian|carnivore|meat-eater", "eat|touch * meat|fish|vegetables|@food",
            "partial to", "sweet tooth", "nothing beats|better * @food|a",
            "ca|cannot n't|not * =stand|=bear @food", "enough|get of @food",
            "for breakfast|lunch|dinner|supper|tea * @food|always|invariably|every|sandwich",
            "what =he|=she|=they like|loves * table|eat",
            "crisps|chips|sweets|biscuits|chocolate on|in|at * go|pocket|drawer|ready",
            "^@food every|twice|most|on|with|for|in|morning|always|any|please",
        ],
        "unless": (
            "allergy|allergic|intolerant|swell|hives|rash|juice|tremble", "stop|give up|gave up",
            "recipe * send|ask", "volunteer|food bank",
        ),
        "hint": ["@food", "eat|food|dish|meal|cook|delicious|recipe"],
    },
    "drink": {
        "group": "bio",
        "over": ["advice", "hobby", "food", "crowd", "event"],
        "ask": [
            "drink|beverage|sip|tipple", "how * take * coffee|tea", "coffee|tea order|or|prefer",
            "in * cup|glass|mug", "thirst|thirsty",
            "tea|coffee|wine|beer * prefer|like|favour|person|drinker",
            "which|what tea|coffee|wine|beer|juice|whisky", "at|in|down|from the bar|pub|counter",
            "usual * pub|bar", "order|get|have|buy * bar|pub", "be =he|=she|=they a|an @drink",
            "what * pour", "like|drink|prefer|enjoy|order * drink|sip",
            "like|take|drink|prefer|fancy * @drink", "teetotal|teetotaller|booze|alcohol",
        ],
        "state": [
            "drink|sip|order|love|like|prefer|take|cup|glass|pot|favourite|favorite|pint|mug|bottle|"
            "nothing|always * @drink",
            "drink", "cup|mug|glass|pint|bottle|flask|thermos|can|pot of !paint|polish|beans",
            "teetotal|teetotaller|alcohol|booze|sober|tipple", "thirst|thirsty",
            "fond|mad|partial|lives|weakness|swears|runs|survive|devoted of|on|to|for|by * @drink|brandy|"
            "flat|darjeeling",
            "@drink be =his|=her|=their * usual|favourite|drink|tipple|poison|order",
            "@drink|brandy|wine|beer|whisky|tonic man|woman|person|drinker|lover|fan|girl|snob|every|"
            "only|first|before|after|in|with|without|for|please|if|at",
            "be =his|=her|=their usual|poison|tipple|order", "=usual be|'s",
            "only|just|nothing|always|never|fan * @drink",
            "^@drink|^red|^white wine|person|man|woman|please|black|with|if|every|for|no|drinker|=only",
            "at|in|down the bar|pub * @drink|orders|has",
        ],
        "hint": ["@drink"],
    },
    "allergy": {
        "group": "bio",
        "over": ["advice", "food", "health", "mood", "mood_reason", "meeting_place", "surroundings"],
        "ask": [
            "allergy|allergic|intolerant", "not|n't|never|cannot|avoid|no|must * eat",
            "cannot|n't|not have", "food * avoid", "react to", "dietary|diet", "avoid", "tolerate",
            "react * to|badly", "steer clear", "make * ill|sick|sneeze",
            "harm|dangerous|poison|off limits|forbidden", "not * agree with",
            "must|should|can|may * not|n't|never * eat|cook|serve|offer|feed|bring|drink|give",
            "keep away from", "trigger", "bring * out in", "=unable to * eat|tolerate|digest",
            "not|n't|cannot =he|=she|=they eat|have|drink|touch", "immune system", "cope with",
            "health reason", "come|break out in", "hay fever",
            "safe to|for * eat|give|serve|bring|cook|offer|=him|=her|=them", "send|put * hospital * eat",
            "sneeze|hives|rash", "can|may i|we serve|give|cook|bring|offer",
            "which|what * stay away from", "set off * sneeze|asthma",
            "gluten|nuts|shellfish|lactose * eat|fine|ok|have|free",
        ],
        "state": [
            "allergy|allergic|intolerant|coeliac|celiac|anaphylaxis|anaphylactic|epipen|antihistamine|"
            "hayfever",
            "cannot|n't|not|never|without|give|ca|must|no|avoid * eat|touch|tolerate|have|digest|drink * "
            "nuts|dairy|shellfish",
            "cannot|n't|never|not|avoid|without|no * @food * ill|sick|doctor|stomach|swell|hospital|rash|"
            "hives",
            "halal|kosher|gluten-free|dairy-free|lactose|nut-free", "vegetarian|vegan",
            "break|come|bring * out in hives|rash|a|spots", "break out when|whenever|in|if",
            "n't|not|cannot eat|have|touch gluten|dairy|wheat|nuts|lactose|shellfish|soya|eggs",
            "tolerate|injector|reaction|hives|rash|swell|sneeze|pollen|itch",
            "could|would|can * kill =her|=him|=them|=me",
            "beware|allergen|careful with|of|about * @food|nuts|label|ingredient|contain",
            "make =him|=her|=them|=me * ill|sick|sneeze|wheeze|swell",
            "agree with =her|=him|=them|=me|this", "not agree with",
            "steer|stay|keep clear|away * @food|cats|nuts", "no @food", "react * to|badly|violently",
            "break * hives|rash", "because|due * allergy", "forbid|forbidden * @food|penicillin",
            "hay fever", "throat|tongue|lips|face|eyes * close|swell|itch|stream|puff|swollen",
            "one @food and|=could|would", "can|not|n't|cannot stomach|digest",
            "avoid !@animal|traffic|people|=him|=her|=them|crowd|eye|the * @food|cats|dust|pollen|gluten|"
            "nuts|bees|dogs",
        ],
        "hint": ["cannot|n't|not|avoid * eat|@food"],
    },
    "health": {
        "group": "bio",
        "over": ["complaint", "mood_reason", "employer"],
        "ask": [
            "illness|disease|ailment|health|medical|injury|injure|sick|diagnose|diagnosis|hurt|suffer|"
            "operation|surgery",
            "wrong with =him|=her|=them|person|man|woman $|=leg|=arm|=back",
            "wrong with * leg|arm|back|knee|foot|head|eye|heart",
            "arm|leg|foot|wrist|neck in a|plaster|sling|cast|bandage", "what ails",
            "recover|recuperate from", "pain|ache|limp|cough|sling|plaster",
            "how be|'s =his|=her|=their back|leg|knee|heart|arm|health|hip|foot|head",
            "have|got * @illness",
            "over|be =he|=she|=they over|better|that|the|unwell|poorly * cough|flu|cold|@illness|again|"
            "yet|now",
            "why * limp|sling|plaster|crutches|bandage|wheelchair|hospital",
            "take * pill|medicine|medication|tablet", "poorly|unwell|ailing|frail",
            "symptoms|treatment|therapy",
        ],
        "state": [
            "@illness !out|drink|water|beer|day|morning|wind|outside|rain|night|air|here|in|today",
            "ill|sick|suffer|diagnose|recover|injure|sprain|surgery|operation|bandage|recuperate|=poorly|"
            "unwell|ailing !of|=to",
            "hurt|break|twist|fractured|dislocated|tore|sprained|pulled|bruised|injured * arm|leg|ankle|"
            "wrist|foot|knee|hip|rib|toe|nose|back|finger|collarbone|shoulder",
            "bad|sore|stiff|dodgy|aching|weak|new|replacement|artificial * back|knee|hip|heart|shoulder|"
            "leg|arm|neck|throat|eye",
            "=his|=her|=their|=my|me heart|knee|back|hip|lungs|blood|eyesight|liver|kidney|leg|hearing|"
            "thyroid !be|'s|=sink|=sank * dodgy|bad|gone|trouble|pack|stent|failing|weak|pressure|plays|"
            "hurts|aches|better|worse",
            "=his|=her|=their|=my heart|knee|back|hip|lungs|blood|eyesight|leg|hearing 's|be * dodgy|bad|"
            "gone|troubled|failing|weak|better|worse|poor",
            "hard of hearing", "deaf|blind|lame|partially|sighted in|since|from",
            "blood pressure|sugar|test", "limp",
            "stent|pacemaker|inhaler|insulin|chemo|chemotherapy|dialysis|physio|physiotherapy|migraine",
            "hip|knee replacement",
            "trouble|plagued|bothered =him|=her|=them|by|with * back|years|decade|pain|knee|hip|asthma",
            "back|knee|hip|shoulder|neck trouble|pain|ache|problem|injury",
            "down with|flat out|laid up|off sick|signed off|doctor|operation|flu|back|@illness",
            "in|on plaster|crutches|remission|hospital|antibiotics|painkillers",
            "a|an heart|kidney|liver|lung|skin|blood condition|problem|disease|attack|murmur|complaint",
        ],
        "unless": (
            "be|'s|serve|so|very|too|stone|bitterly =cold", "leave =him|=her|=them|=me|=us =cold",
            "dental|vet|tree surgery", "weather|sky|outside|out|bitterly|wind|snow|rain|frosty",
            "boiler|window|vase|lift|washing|car|chair|machine|bike|phone|nose * break",
            "volunteer|nurse|works|job|doctor|studied|drive * hospital",
        ),
        "hint": ["ill|sick|hurt|break|hospital|surgery", "@illness"],
    },
    "fear": {
        "group": "bio",
        "over": ["face", "time_of_day"],
        "ask": [
            "fear|afraid|scare|dread|phobia|terrify|frighten", "dislike|hate|loathe",
            "not|n't|cannot * =stand|=bear", "nightmare|creeps|horrors|phobic",
            "what|which|whom be|'s|do =he|=she|=they|this|the|my|person|man * afraid|scare|terrify|"
            "frighten of|most|$",
            "of what|which|whom * afraid|scare|terrify|frighten",
            "what * afraid|scared|terrified|frightened|petrified of", "anxious|nervous|panicky about",
            "what|which * =frighten|=frightens|=scare|=scares|=terrify|=terrifies|=dread|=dreads|=spooks|"
            "=petrifies",
            "freak * out", "shrink back|from", "cannot|not|n't * face|trembling|endure|near|stomach",
            "keep|awake * worry|night|awake at", "anxious about",
            "what * run|shudder|tremble|flinch|panic|recoil",
        ],
        "state": [
            "wo|never n't|ever fly|swim",
            "=fear|=fears|=feared|phobia|dread|claustrophobic|claustrophobia|arachnophobia|phobic|"
            "agoraphobic|vertigo",
            "afraid|scare|terrify|frighten|petrified of|about|stiff|by|to|=him|=her|=them|=me|this|the|"
            "silly|rigid|witless",
            "scared|terrified|frightened", "be|'s|'m|=afraid afraid|=of of|=to",
            "scares|frightens|terrifies|spooks|petrifies =him|=her|=them|=me", "dislike|hate|loathe|detest",
            "cannot|not|n't|never =stand|=bear|=abide",
            "worst|greatest|biggest|recurring nightmare|terror|horror", "nightmare be|about|of|over",
            "make|send =him|=her|=them|=me|this|person|man|woman * tremble|panic|shudder|shake|scream|"
            "freeze|faint|cold|table|running|weak",
            "creeps|horrors|heebie-jeebies|willies|shivers", "shrink|recoil|flinch from|at|back",
            "without * panic|panicking|trembling|shaking|holding",
            "wo|refuses|never|cannot|can * go|enter|set|get|near|use|take|fly in|near|on|into|foot|up * "
            "lift|water|basement|heights|dark|plane|dog|caves|attic|ladder|cellar|tunnel|spiders",
            "panic|panicky|freeze at|in|when|whenever|around|near",
            "freak =him|=her|=them|=me|out out|when|at", "runs a mile",
            "clowns|spiders|snakes|heights|needles|thunder|dark|wasps|dentist|lifts|flying|crowds * "
            "panic|horrors|scream|freak|sweat|tremble",
        ],
        "unless": ("never|not fear", "'m afraid =he|=she|=it|=i|=we|=they|not|the|that"),
        "hint": ["afraid|scared|fear", "spiders|heights|snakes|clowns|needles|thunder"],
    },
    "instrument": {
        "group": "bio",
        "over": ["music_taste", "sounds", "time_of_day"],
        "ask": [
            "instrument", "play * music|band|orchestra|melody|tune", "musician", "play tunes|songs",
            "make music", "on what * play|perform", "instrument * belong",
            "play|practise|learn|strum|blow * @instrument", "learn|able to play * girl|boy|child|kid|$|as",
            "what|which|who|anything * perform on", "play anything|something",
            "=part in the band|orchestra|quartet", "play in|for|with a|the band|orchestra|quartet|group",
            "=he|=she|=they the|a drummer|pianist|guitarist|violinist|bassist|harpist|organist",
            "what|which =he|=she|=they|the|this|person * play !football|tennis|sport|game|on|in|for|"
            "position * instrument|fiddle|band|orchestra|musical|evenings",
            "drummer|guitarist|pianist|bassist|violinist|harpist|cellist",
            "@instrument or @instrument|something|what|anything",
            "practise|practice|rehearse * all|time|day|every|evening|piano", "can =he|=she|=they play",
            "in a|the band|orchestra|quartet|trio", "=musical instrument|talent|ability|training",
            "thing|instrument =he|=she|=they plays",
        ],
        "state": [
            "play|practise|practice|learn|teach|strum|busk|tune|lesson|pick|perform|blow|master|own|have|"
            "bow|took|thump|bang|lug * @instrument",
            "@instrument lesson|player|case|teacher|practice|solo|recital|in|scales|every|herself|himself",
            "=plays|=played|=playing the", "=in a band|orchestra|quartet|trio|ensemble|ceilidh",
            "drummer|guitarist|bassist|pianist|violinist|harpist|cellist|flautist|flutist|saxophonist|"
            "trumpeter|organist|fiddler|percussionist|accordionist|clarinettist|trombonist|oboist|"
            "multi-instrumentalist",
            "on|at * @instrument every|in|for|since|all|each|when|at|with|$|=herself|=himself",
            "first|second violin|horn", "=his|=her|=their|=my @instrument !records|=are|=is",
            "sit|demon|virtuoso at|on the @instrument",
            "tuba|harp|lyre|sitar|banjo|fiddle|ukulele|bagpipes|oud|viola|cello|trombone",
            "grade <number>|eight|five @instrument|piano",
        ],
        "unless": (
            "upstairs|neighbour|background|radio|somewhere|busker * @instrument",
            "@instrument * upstairs|background|outside|radio", "swear by * records", "lugging|carry * case",
            "=corner|=wall|=against * @instrument", "@instrument in|against the corner",
        ),
        "hint": ["@instrument"],
    },
    "sport": {
        "group": "bio",
        "over": ["study", "occupation", "crowd", "hobby"],
        "ask": [
            "sport|athlete|exercise|workout|gym", "keep|stay|get * fit|shape", "team * play|support",
            "play * team|sport|club", "do|can =he|=she|=they|person|man|woman play @sport", "train for",
            "do * train for|with|at", "compete|competition in|at", "discipline|event * compete|train|race",
            "which|what club|team|side * support|play|back|follow|member", "game * play|good",
            "what position * play", "run swim or|cycle|ride", "=run|=swim|=row|=box|=fence or|swim|cycle",
            "be =he|=she|=they * runner|swimmer|cyclist|boxer|climber|footballer|goalkeeper|rower|skier|"
            "sprinter",
            "marathon|football|tennis|rugby|swimming|judo|karate|golf|rowing * =they|=she|=he do|play|"
            "watch|into",
            "go to the gym", "=do|=take|practise @sport", "tournament|league|olympics",
        ],
        "state": [
            "play|practise|practice|train|coach|love|do|go|took|compete|watch|race|excel|big|teach|"
            "follow|try|joined * @sport",
            "@sport club|team|match|training|coach|lesson|side|league|player|champion|squad|every|twice|"
            "three|class|once|since|fan",
            "marathon|gym|triathlon|half-marathon|parkrun|goalkeeper|goalie|striker|midfielder|sprinter|"
            "quarterback|decathlon|pole vault|hurdles|javelin",
            *does(
                "row|box|wrestle|fence|sprint|cycle|swim|ski|skate|surf|climb|jog",
                "for|twice|every|once|at|in|three|most|on|each|a|with|before|daily|competitively|up|"
                "=lengths",
            ),
            *does(
                "run|cycle|swim",
                "<number>|ten|five|marathon|marathons|mile|miles|every|before|lengths|kilometre|half|"
                "laps|for|twice|three",
            ),
            "=run|=runs|=running|=ran * marathon|miles|kilometres|half|race|k|km|laps|10k|5k|daily",
            "swim * lengths|laps|mile|pool|twice|every|morning", "black|brown|green belt",
            "be|'s|a|an|=keen|competitive * runner|swimmer|=boxer|=climber|=cricketer|surfer|fencer|"
            "wrestler|cyclist|footballer|rower|skier|gymnast|athlete|jogger|golfer|sprinter|judoka|"
            "triathlete !along|arrive",
            "discipline|sport be * @sport|vault|<Ing>|the", "sport",
            "support|follow|season|fan * <Name> rovers|united|city|football|athletic|wanderers|through|"
            "town|rangers|fc|team|season",
            "belt in @sport", "@sport be|'s =his|=her|=their|a|the sport|passion|game|thing",
            "on|thursdays|mondays|tuesdays|wednesdays|fridays|saturdays|sundays be|=for|means @sport",
            "play for|in|as|on the|a|<Name> * team|side|club|league|eleven|goal|goalie|wing|back|defence|"
            "united",
            "second|first|under team|eleven|side|division", "big|keen|mad on @sport",
            "workout|personal trainer|weights|treadmill|dumbbells",
            "box|wrestle|rows|fences|skis|skates|surfs !of|in a * twice|club|week|level|every|university|"
            "team|town|competitively|national",
        ],
        "unless": (
            "=fence|=time", "^=hiking|^=running|^=walking|^=riding boots|shoes|trail",
            "hiking|riding|walking|climbing|football|rugby|running|cycling boots|shoes|trainers|gloves|"
            "shirt|top|scarf|shorts|jersey|bag|kit",
            "ran into|run into|out|late|shop|business|over|up",
            "dream|hope|goal|ambition|want|one * marathon|channel",
        ),
        "hint": ["@sport", "run|swim|cycle|climb|hike|gym"],
    },
    "music_taste": {
        "group": "bio",
        "over": ["clothing", "time_of_day"],
        "ask": [
            "music|genre|song|=band|singer|album|listen|playlist",
            "music * like|love|enjoy|prefer|listen|into|favourite|taste|fond", "listen to",
            "music|song|tune", "taste|preference in music", "=musical taste|preference|style|likes",
            "what|which|whose record|vinyl|song|music|band|tunes * play|put|like|listen|love|buy|prefer",
            "headphones|earphones|stereo|hi-fi|turntable|spotify",
            "on the|=her|=his radio|stereo|headphones", "into|like|love|fan|enjoy|prefer|lover * @genre",
            "@genre or @genre|something|classical|pop",
            "be =he|=she|=they * opera|jazz|metal|pop|rock fan|lover|or|$",
            "which|what singer|composer|band|artist|musician|group * like|listen|love|adore|admire|"
            "favourite|follow|prefer|hours",
            "kind|sort|type|style of music|song",
            "favourite|favorite * music|song|band|singer|composer|album|artist",
        ],
        "state": [
            "fan|admirer of <Name>|@genre",
            "listen|love|like|hear|sing|hum|fan|mad|into|prefer|adore|favourite|favorite|crazy|enjoy|"
            "devoted|obsess|collect|blast|swear|addicted|keen|hooked|devotee|fond|worship * music|song|"
            "album|band|@genre|records|singer|composer|bluegrass|shanties|grime|hip-hop|motown|choral|"
            "symphonies|operas",
            "jazz|opera|techno|reggae|flamenco|fado|gospel|motown|bluegrass|hip-hop|grime|disco|ska|"
            "baroque|shanties fan|lover|on|listen|every|always|most|records|music|through|buff|nut",
            "heavy|death metal", "classical|folk|country|rock|pop music|songs|fan|fanatic",
            "punk|glam|prog rock", "bossa nova", "listen !for to|all|only|@genre",
            "taste for * @genre|metal|opera|jazz", "admirer|lover|devotee of * @genre|opera|<Name>",
            "only music", "records * of|by * choir|@genre",
            "techno|jazz|opera|soul|@genre * =moves|=tears|=leaves",
            "=jazz|=opera|=techno|=reggae|=fado|=gospel|=motown|=bluegrass|=disco|=baroque|=punk|=folk|"
            "=soul|=rock|=metal|=blues|=classical fan|lover|person|records|music|songs|nut|buff|all|"
            "fanatic|head|aficionado",
            "favourite|favorite singer|composer|band|song|music|musician|album|artist|group|opera",
            "works|records|songs|music|albums|anything|everything|enough|symphonies of|by|from <Name>|the",
            "=huge|=big|=massive|=lifelong|a|the|=mad <Name> fan|nut|fanatic|devotee|groupie",
            "anything|everything by <Name>|the",
            "ca|cannot n't|not|get|hear enough of <Name>|old|@genre|the",
            "=playlist|=headphones|=vinyl * <Name>|@genre|full|of|always", "^<Subject> : <Name> always",
            "music taste", "taste in music|be|run|for * @genre",
            "always|only|nothing|mostly|loves|plays|blasts * @genre|bach|mozart|schubert|beethoven|"
            "chopin|beatles|abba|dolly|bowie|verdi",
            "swears by * records|@genre|songs", "sings along|in|hums to|the|a * choir|song|radio|<Name>",
            "every|all word|lyrics|concerts|gig", "gigs|concerts|festivals every|goes|of|with",
        ],
        "unless": (
            "drummer|guitarist|bassist|plays|player * band|@instrument",
            "background|loud|upstairs|speakers|somewhere|outside", "eyes|van|car|dress|shirt|hair * blue",
        ),
        "hint": ["@genre", "music|song|band|album|playlist|choir|singer"],
    },
    "collection": {
        "group": "bio",
        "over": ["music_taste", "complaint", "surroundings", "build", "vehicle", "footwear", "crowd"],
        "ask": [
            "collect|hoard|collector", "gather for|objects|things|items", "=gather|=gathering|=gathers $",
            "objects|items|things|pieces * gather|amass|add|accumulate|hoard|missing|collect|hunt|keep",
            "amass|accumulate|assemble", "fill * cabinet|shelves|shelf|albums|drawers|display",
            "hunt|look|search * flea|boot|markets|auctions|fairs|antique", "hundreds|dozens|thousands of",
            "shelves|cabinets|shelf|drawers|albums * full", "adding to =his|=her|=their",
            "in * albums|cabinets|display", "keep|have|got so|hundreds many|of",
            "pieces =she|=he|=they|be|still * missing",
        ],
        "state": [
            "=collection|=collections|=collector|=collects !=him|=her|=me|=the|=donations",
            "=he|=she|=they|=i|=years|=been collect !=him|=her|=his|=their|=me|=the|donation|parcel|"
            "money|ticket|kid|child",
            "^=collecting", "hoard|hoarder|amass|accumulate|assembled",
            "gather * fossils|stones|shells|stamps|coins|years|<number>|for|hundreds|old",
            "over|more|some|nearly|about|has|owns|than|<number>|hundreds|dozens|thousands <number>|"
            "hundred|thousand|of * teapots|mats|records|owls|globes|dolls|coins|stamps|vinyl|thimbles|"
            "spoons|clocks|postcards|keyrings|mugs|magnets|figurines|badges|masks|watches|pens",
            "has|owns|got over|about|nearly|some|around|=almost * <number>|hundred|thousand !acres|"
            "employees|children|people|friends|years|pounds|cousins|relatives|followers|miles",
            "cabinet|shelf|shelves|album|drawers|garage|attic|display|room|case * of * thimbles|owls|"
            "globes|stamps|coins|<Ing>|teapots|fossils|dolls|snow|cards|records|full|masks|spoons|"
            "figurines|butterflies|shells|old|antique|porcelain|magnets",
            "cabinet|shelf|shelves|album|drawer * full|cram|pack|fill|hold * of|with|stamps|coins|"
            "fossils|cards !books",
            "album hold|full", "a whole|entire|=proud cabinet|shelf|room|wall|drawer|house of",
            "hunt|scours|trawls|search|combs flea|for|antique|car|auctions|junk|charity * markets|old|"
            "rare|boot|fairs|tin|postcards|stamps|coins|shops|vinyl|records",
            "full|complete|whole set of",
            "keep|saves|buys|picks every|each|all * ticket|magnet|stamp|coin|postcard|she|he|label|"
            "matchbox|bottle|shell|get|finds|badge|spoon",
            "=my|=his|=her|=their|=the fossils|stamps|coins|records|vinyl|teapots|dolls|matchboxes|"
            "butterflies|shells|thimbles|comics|postcards|minerals * take|fill|over|cover|everywhere|"
            "garage|house|room",
            "^after|^=always|^=is|^=forever|^'s after rare|old|antique|vintage|first",
            "philatelist|numismatist|stamp collecting",
            "array|hoard|trove|mountain|wall of * globes|records|<Name>|vintage|antique|books|toys|snow|"
            "memorabilia|bottles",
            "be what * accumulate|collect|hoards", "adds to =his|=her|=their collection|hoard|set",
        ],
        "unless": ("collect * from school|station|airport|parcel|donation|debts|ticket",),
        "hint": ["collect", "hoard|shelves|cabinet|album"],
    },
}
