"""Who somebody is: work, origin, family, tastes. The form is told in `frames_english`."""

from typing import Any

_THEY = "=who|=he|=she|=they|=i|=we|person|man|woman|<Subject>|<Name>"
_ONE_OF_THE_FAMILY = (
    "^=his|^=her|^=their|^=my|^=our|^an|^a|^one|^both =elder|=older|=younger|=late|=big|"
    "=little|=two|of|his|her @relative",
    "^=his|^=her|^=their|^=my|^=our|^an @relative",
    "person|man|woman|<Name> 's @relative",
    "^mum|^mom|^dad|^granny|^grandad|^wife|^husband|^uncle|^aunt|^brother|^sister",
    "^the old man|lady be",
)
"""Of sentences that tell of a relative: what they state is not so of the person."""
_LONGED_FOR = (
    "dream|ambition|aspire|hope|heart|aim|want|wish|intend|long * become|open|own|be|qualify|study|live|move",
    "one day|someday",
)
"""Of sentences that tell what somebody would like to be or have."""
_JOB = "job|profession|occupation|work|trade|career|employ|vocation"
_SAYING = "say|tell|think|mention|believe"
_NOT_YEARS = (
    "!minute|hour|day|week|month|metre|mile|pound|kilo|percent|foot|euro|dollar|people|time|"
    "step|degree|o'clock|am|pm|year"
)


def _does(verbs: str, rest: str = "") -> tuple[str, ...]:
    """Somebody does this, with the subject or, as notes are jotted down, without: "She mends", "Mends"."""
    opening = "|".join(f"^={_third_person(verb)}" for verb in verbs.split("|"))
    return f"{_THEY} {verbs} {rest}", f"{opening} {rest}"


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")


BIOGRAPHY: dict[str, dict[str, Any]] = {
    "occupation": {
        "group": "bio",
        "ask": [
            "job|occupation|profession|career|trade|livelihood|vocation|employment",
            "do * for * living|work|job", "for a living", "line of work", "work as",
            "earn * living|money|keep|bread|crust", "kind|sort|type of work", "employ as", "make * living",
            "what do =he|she|they|person|speaker|man|woman|friend do", "do professionally",
            "role * at work", "pay the bills", "profession|career of", "profession", "professionally",
            "make money", "breadwinner|wage", "employment", "work nowadays|currently|now", "paid for|to",
            "qualified as", "post|position * hold", "retire from", "before retirement",
            "field|industry|sector * work", "busy with for|as work",
            "as what * employ|work|serve|earn|train", "work and as what", "do|work 9|nine to 5|five",
            "be|'s =he|=she|=they a|an @occupation !of", "line of|in business|work", "job title",
            "what be|'s * day job", "how|what * pay * rent|bills|mortgage", "what * work|job do",
            "which|what work|shifts do", "day job", "what do * all day", "call * at work",
            "work for =himself|=herself|=themselves",
        ],
        "state": [
            "be|'s|'m a|an|the * @occupation",
            "train|employ|qualify|serve|retire|freelance|apprentice|hire|practise as|to", "work as|to|with",
            "job|profession|occupation|trade|career|vocation|livelihood", "for * living",
            "by trade|profession|day",
            "run|own|manage|open a|an|the|own|his|her|their * @venue|business|agency|firm|stall|practice|"
            "laundry",
            "make * living", "=as a|an|their|the|head|chief|our * @occupation", "become a|an * @occupation",
            "a|an * @occupation at|in|for|with|by|from|who|and",
            "work|job in|at|for|on|nights|days|shifts|part-time|full-time",
            "=works|=worked|=working as|in|for|at|on|with|from", "professionally|profession",
            "paid|earn|wage|salary to|for|by|from|as",
            "build|sell|teach|repair|drive|fix|design|write|run|tune|cook|bake|paint * for a living|money",
            "been a|an|the * @occupation", "@occupation by|since|until|turned", "on duty|shift|call",
            *_does(
                "teach|repair|sell|design|tune|restore|farm|manage|nurse|translate|mend|edit|direct|"
                "train|coach|publish|import|upholster|weld|deliver|fit|operate|survey|breed",
            ),
            *_does(
                "drive",
                "a|an|the|night * tram|bus|taxi|lorry|truck|forklift|cab|train|van|tractor|ambulance|"
                "digger|crane",
            ),
            *_does("keep", "bee|sheep|goat|cow|pig|account|bar|shop|inn|book"),
            *_does("cut|pull|clean|lay|fly|fix", "hair|teeth|office|window|brick|pipe|plane|roof|car"),
            *_does(
                "build|make",
                "boat|house|violin|guitar|furniture|bridge|website|software|film|shoe|clock",
            ),
            "days|week|time be|go|'re|'s on|in|=doing|<Ing>",
            "make * money|living|crust * <Ing>|by|from|with|as|out", "make end meet",
            "<Ing> * =pays|=paid|=pay * rent|bills|mortgage", "pay * rent|bills|mortgage by|with",
            "days be|go|'re spent|on|taken <Ing>|up", "days =spent|on <Ing>",
            "earn|make * living|keep|bread|crust|money",
            "took|accept|land|have|got|found up|a|the * post|position|job of|as|with|in|at",
            "post|position|role|office of @occupation|head|chief",
            "^@occupation by|for|turned|at|in|since|these|now|and|who",
            "on the till|buses|railways|wards|rigs|checkout|boats|bins|vans", "day job",
            "shift as|at|in|on",
            "a|an|the head|chief|junior|senior|assistant|retired|former|trainee|qualified * @occupation",
            "turn out =she|=he|=they 's|be a|an * @occupation",
            "in @subject|marketing|sales|insurance|catering|tech|banking for|since",
            "at work =he|=she|=they|=i", "self-employed|freelance",
        ],
        "unless": (*_ONE_OF_THE_FAMILY, *_LONGED_FOR, "volunteer|unpaid"),
        "hint": ["@occupation", "work|shift|client|patient|pupil"],
    },
    "employer": {
        "group": "bio",
        "over": ["occupation", "crowd"],
        "ask": [
            "employer|company|firm|workplace", "work for|at", "where * work", "who * work for",
            "company|firm|place * work", "on the payroll", "on the staff|payroll|books",
            "contract|position|job|post with|at", "who * employ",
            "which|what * organisation|organization|firm|company|shop|school|hospital|institution|bank|"
            "agency * work|employ|job",
            "whom * work", "payroll", "organisation|organization|institution",
            "who|which pay * salary|wage", "outfit be =he|=she|=they with|at",
            "with which|what business|company|firm", "on whose|which * staff|payroll|books", "whose staff",
            "clock in|on", "place employ", "who * boss", "where * job|post|position|employment",
            "for whom|which|what * work|labour|toil", "where|who * taken on|take * on",
            "go to work * at|morning|every|day", "whose employ|service|pay", "where * office|desk",
        ],
        "state": [
            "work|job|employ|hire|position|role|nurse|teach|engineer|post * at|for|with|by|in|on * <Name>",
            "work|job|teach|employ|hire|volunteer * at|for|with|by|in * @venue",
            "@occupation !of|for|and|in * at|for|with|in * @venue|<Name>",
            "@occupation for|in <Name>|@venue",
            "@occupation|archivist|manager|head|member|curator|keeper of|at|in|for a|an|the|our|his|her "
            "* @venue|company|firm|brewery|bank|factory|museum|ministry|council|university",
            "join|run|own|found <Name>", "work|employ|job * at|for|with|by|in a|an|the|his|her|their",
            "company|firm|employer !of|, a|an|the|called|for|in|where|who|that|which|is|has|makes|pays|"
            "sent|moved|since|<Name>|:",
            "=the|=his|=her|=their|=my|=a company|firm|employer",
            "contract|position|post|job|desk|staff|payroll|career with|at|of|in * <Name>|@venue",
            "on * staff|payroll|books of|at", "be|'s|'m with <Name>", "employ|hire|pay by",
            "since|until|for * years * at|with|for <Name>", "=where * earn|work",
            "hire|employ|recruit =him|=her|=them|by", "<Subject>|<Name> employ =him|=her|=them|this|=me",
            "employ * person|man|woman|=him|=her|=me for|since",
            "wage|salary|pay|paycheque|paycheck|pension|superiors|bosses|line manager come|be|at|in * "
            "<Name>|@venue|publisher|firm|company|council",
            "taken =me|=him|=her|=them|on by|at|on * <Name>|@venue|council|bank|firm|company",
            "join the|a|an * staff|team|firm|company|council|bank|ministry|department|bureau",
            "report|clock|sign in|to|on|every * at|in|to|offices|of * <Name>|@venue|factory|depot|plant|"
            "works",
            "under contract|employment with|to|at", "pay =his|=her|=their wage|salary",
            "be|'s|'m|still at|with <Name>|the|a council|bank|ministry|depot|factory|brewery|hospital|"
            "library|museum|post|firm",
            "=been|still|now|currently|'s|'m|works at|with <Name> =now|=years|=still|=yeah|=for|=since|"
            "=eleven|<number>|$",
            "staff of|at the|a|an|<Name>", "own business|company|boss|firm",
            "in the employ|service|pay of",
            "at|for|with the @venue|council|bank|ministry|depot|factory|brewery =for|=since|<number> * "
            "years",
        ],
        "unless": _ONE_OF_THE_FAMILY,
        "hint": ["@occupation at|for", "work at|for|in", "with|at|for <Name>"],
    },
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
        "unless": (*_ONE_OF_THE_FAMILY, "^a|^an|^the|^his|^her * @animal live", "sell * house|home|flat"),
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
    "study": {
        "group": "bio",
        "over": ["sounds", "carrying", "known_for"],
        "ask": [
            "study|major|degree|graduate|subject|diploma|qualification|course", "what * study|read * at",
            "field of study", "educate", "train in", "phd|doctorate|thesis", "academic", "student of",
            "train in|as", "university|college", "learn at|in",
            "what * read|learn * university|college|school", "scholar|academic", "graduate in",
            "faculty|department", "specialise|specialize", "trained", "learn * trade",
            "field|area|branch|subject of|at study|university|college|school", "which|what subject",
            "academic background", "discipline * degree|study|hold|university", "which|what course|degree",
            "topic|subject|title * thesis|dissertation", "read for * bachelor|degree|master|university|ba",
            "dissertation|bachelor|undergraduate|syllabus|lectures",
            "@subject =he|=she|=they do|study|take|read", "be|'s =he|=she|=they * student",
            "what|which be|'s * studying", "take exams in", "what * do at uni|university|college",
        ],
        "state": [
            "studying|diploma|phd|doctorate|thesis|dissertation|undergraduate",
            "major|graduate|qualify|specialise|specialize|enrol in|at|as|from|with|on",
            "bachelor|master|ba|bsc|msc|ma|mba|degree|gcse|a-level|doctorate in|of|from|at|with @subject|"
            "<Name>|arts|science|the|engineering|@language|computer|fine|social",
            "a|his|her|their|the|honours|@subject|law|first|second|another|university|science|arts degree",
            "degree in|from|at", "read @subject|@language",
            "course|classes|lessons|diploma|certificate|apprenticeship in|on @subject|@hobby|@language|"
            "bookkeeping|carpentry|<Ing>",
            "train|educate in|as|at", "^=takes|^=took|^=do|^=did|^=doing|^=reading|^=does @subject",
            "@subject at|degree|student|graduate|department|course|school|faculty|major",
            "read|learn|take|teach|studied|chose|drop|left|switch|swapped|change * @subject",
            "=from @subject =to",
            "@subject|@language be|'s =his|=her|=their|=my subject|discipline|field|major|degree|thing|"
            "course",
            "subject|discipline|field|major|degree|specialism|course * be|'s @subject|<Name>|@language",
            "training be|in|as", "train|apprentice|course as|in|at|on",
            "student|university|college years|days|time",
            "first|second|third|final|last year|term|semester of|at|studying * @subject|university|"
            "college|medical|degree|art|law",
            "@subject|medical|art|law|drama|music student|graduate|school|degree|course|scholar|finals|"
            "exams",
            "student of", "evening|night|distance class|course|school|learning in|at|on",
            "pursue * degree|doctorate|course|studies",
            "at|finish|start|left|went to university|college|uni",
            "lecture|seminar|finals|coursework * @subject|university|college",
            "university|college|faculty|campus of|to|for|in|years|@subject|where|at|<Name>",
            "learned =his|=her|=their trade|craft",
        ],
        "unless": _ONE_OF_THE_FAMILY,
        "hint": ["@subject", "@school", "student|university|college|degree|train|learn|course"],
    },
    "school": {
        "group": "bio",
        "over": ["study"],
        "ask": [
            "where * study|educate|train|graduate|degree|school|attend", "alma mater",
            "attend|enrol !in|on", "university|college|uni * attend|go",
            "which|what university|college|school|institution|academy|uni|conservatoire",
            "where * university|college|uni", "name of * university|college|school", "lecture halls",
            "at which|what * study|educate|train|graduate",
            "go to @school|oxford|cambridge or|, where|and|$", "@school or where",
            "from which|what * graduate", "educate at", "classroom * sit|learn",
            "who|which * award|grant * degree",
        ],
        "state": [
            "study|graduate|degree|educate|train|attend|enrol|phd|finish|read|diploma|doctorate * at|"
            "from|in * <Name>",
            "study|graduate|degree|educate|train|attend|enrol|go|transfer|admit|left|finish|expel * "
            "@school",
            "@school of|in|on|at|near * <Name>",
            "<Name> university|college|school|academy|institute|polytechnic|uni|comprehensive|grammar|"
            "high|primary|met|tech",
            "attend <Name> !mass|church|service|meetings", "attend the|a|an|his * @school",
            "pupil|boarder|student at * <Name>|@school",
            "schooling|education|alma mater|schooldays * <Name>|convent|grammar|boarding|village",
            "go to <Name>|university|college|uni|boarding|grammar|night|art|drama|medical|convent|the "
            "@school|=and|=same|=like|=with|=for|=as|$",
            "years|terms|semester at <Name>|@school|the",
            "be at <Name> $|=for|=with|=from|=before|=until|=when|=and|=too|=uni|=class",
            "transferred to <Name>", "transfer|move to|from <Name> * term|semester|degree|course",
            "place|scholarship|spot|offer at|from|to * <Name>|@school",
            "<Name> boy|girl|graduate|man|alumnus|alumna|old|student|dropout $|=of|=and|=through|=from",
            "boarding|grammar|convent|night|evening|art|drama|music|law|medical|village|comprehensive "
            "school|college",
            "old|former college|school|university|uni be|'s",
            "left|finished * at|with|<number> * sixteen|fifteen|seventeen|eighteen|a-levels|degree",
            "class of <number>", "=ended =up =going", "alumnus|alumna|alma mater|old boy", "drop out of",
        ],
        "unless": _ONE_OF_THE_FAMILY,
        "hint": ["@school", "at <Name>", "attend|study|graduate"],
    },
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
            *_does("enjoy|adore|love", "!@food|@drink|a"),
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
            *_does(
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
    "pet": {
        "group": "bio",
        "over": ["companion"],
        "ask": [
            "pet|animal|creature", "dog|cat|animal|rabbit|parrot * have|own|keep|call|name",
            "have|own|keep|got * dog|cat|pet|@animal", "kind|sort|breed of dog|cat|animal|bird|fish|horse",
            "four-legged|furry", "animal * home|house|live|own|keep|have|look after", "companion animal",
            "breed|name * @animal|dog|cat|bird", "call =his|=her|=their|the @animal",
            "@animal|bird call|name|breed", "be it|that a|an @animal", "bird|fish * keep|cage|have",
            "in the basket|kennel|cage|stable|aquarium", "@animal * =got|=have|=own",
        ],
        "state": [
            "member of the household|family",
            "companion * @animal",
            "have|own|keep|adopt|rescue|walk|feed|get|=his|=her|=their|=my|two|three|breed|buy|took * "
            "@animal",
            "have|'s|own|keep|got a|an|the|two|three * python|boa|cockatoo|stray|@animal",
            "^a|^an * @animal|ferret live|share|sleep|greet",
            "=a|=an @animal call|name|of|at|with|in|for|who|that|lives|since", "@animal call|name|<Name>",
            "be|'s|house|raise|lost|brought a|an|single|two|three * @animal",
            "=her|=his|=their|=my|the @animal 's|escape|ate|sleep|be", "@animal of =his|=mine|their|her",
            "@animal|python|cockatoo|stray =he|=she|=they|=i look|have|keep|adopt|rescue|own",
            "=and a|an @animal $", "pet !peeve|$|hate", "@animal with|named|who|that|at home",
            "live|share * with|home * @animal", "@animal answer to", "at home * @animal",
            "owner|keeper of * @animal", "python|boa|cockatoo|stray|kennel|aquarium|litter tray",
        ],
        "unless": (
            "as|like a|an @animal", "ask|want * if|whether * @animal",
            "allergic|allergy|afraid|scared|fear|volunteer|shelter|unpaid", "meet * @animal wear",
            "=boots|=coat|=sweater|=badge|=tattoo", "had to duck",
        ),
        "hint": ["@animal"],
    },
    "relative_name": {
        "group": "bio",
        "over": ["family", "children", "spouse", "said"],
        "ask": [
            "name of|be|have * @relative|child|kid|little", "@relative|child|kid|girl|boy 's name",
            "@relative|child|kid|little|girl|boy * call|named",
            "name|call =his|=her|=their|the * @relative|baby",
            "name|call do|=the|this|which * @relative * go|bear|have|answer|carry",
            "@relative * go|bear|answer|carry * name|by|to",
            "what|how do =they|=he|=she|=you call * @relative", "<Name> or <Name> * @relative",
            "or <Name> =his|=her|=their * @relative", "which|what name do|=the|to * @relative",
        ],
        "state": [
            "@relative !tongue <Name>", "@relative|child !tongue * called|named|is|christened|'s <Name>",
            "<Name> =his|=her|=my|=their|the * @relative",
            "@relative * name|call|christen|baptise|nickname * <Name>",
            "@relative * go|answer|respond by|to * <Name>",
            "girl|boy|one|eldest|youngest|twins be|'s|call|name|=to * <Name>",
            "name of * @relative|little be|'s <Name>",
            "call =his|=her|=their|=my|the|our * @relative <Name>", "with <Name> for * @relative",
            "@relative bear|have * name", "@relative a|an <Name>", "name * @relative|baby <Name>|after",
            "<Name> and <Name> * @relative",
        ],
        "hint": ["@relative * <Name>"],
    },
    "relative_job": {
        "group": "bio",
        "over": ["family", "occupation", "spouse", "children", "employer", "said", "crowd"],
        "ask": [
            "what do * @relative do|work|earn", "where do * @relative work",
            f"{_JOB} of|be|do|have|in * @relative", f"@relative 's {_JOB}",
            f"do|be|have|earn * @relative !{_SAYING} * {_JOB}|living|keep|bread|money|drive|teach",
            "how|as do|what * @relative earn|make|work|employ|live|=money|serve",
            "as what be * @relative employ", f"@relative {_JOB}",
            "post|line|business|field|trade * @relative", "what be =his|=her|=their @relative a|an",
            "be =his|=her|=their @relative a|an|the @occupation",
            "brothers|mothers|fathers|sisters|husbands|wifes|sons|daughters|uncles|aunts job|work|trade",
            "uncle|aunt|mum|dad do for|work",
        ],
        "state": [
            "@relative * be|become|as|a|'s a|an|the|retired @occupation", "@relative * @occupation",
            f"@relative * {_JOB}|own|teach|sell|drive|repair|nurse|farm|earn|translate|manage",
            "@relative run|keep|fit|fly|clean|mend|build|make|serve|design|lay|cook|bake|fix|practise|"
            "paint|weld * @venue|shop|business|laundry|account|inn|bar|kitchen|plane|house|road|car|"
            "office|floor|hair|people|boat|bus",
            "@occupation =his|=her|=my|=their|the * @relative",
            "=son|=daughter|=child|=children of a|an|two", f"{_JOB} of * @relative",
            "old man|lady be|'s a|an @occupation",
            "@relative * qualify|train|retire|serve|enlist|practise as|from|in",
            "@relative * find|get|land * post|job|position",
            "@relative be|'s in|at|with the|a navy|army|police|insurance|marketing|banking|council|"
            "office|university",
            "@relative be|became|become a|an !@relative|only|good|great|little|bit|lovely",
        ],
        "hint": ["@relative * work|job"],
    },
    "relative_age": {
        "group": "bio",
        "over": ["age", "children", "family", "spouse"],
        "ask": [
            "how old * @relative|child|kid|little|boy|girl|twins",
            "age of * @relative|child|little|boy|girl", "@relative|child 's age",
            "how old|age be * @relative",
        ],
        "state": [
            "@relative|child|kid|twin be|'s|turn|age|just|of|, * <number> !brother|sister|cousin|girl|"
            "boy|child|son|daughter|uncle|aunt",
            "@relative|child|kid <number> $|year|month|and",
            "<number> year|month|week old * @relative|child|boy|girl|twin", "^<Name> be|turn <number>",
            "boy|girl|son|daughter of <number>", "<number> * year|month|week old",
        ],
        "hint": ["@relative * <number>"],
    },
    "upbringing": {
        "group": "bio",
        "over": [
            "said", "hometown", "residence", "family", "children", "companion", "time_of_day", "date",
            "mood",
        ],
        "ask": [
            "who * raise|rear", "who * bring * up", "raised|reared|brought up by|with|as",
            "by whom * raise|brought",
            "who * look|care|took after|for|in * child|small|young|kid|girl|boy|little",
            "whose care|guardianship|house|roof|home|charge",
            "raise|rear by * parent|family|=someone|grandparents|own",
            "who * act as * parent|mother|father", "guardian|guardianship|orphanage|orphan",
            "foster home|parent|mother|father|family|care",
            "grow up with|by|among|in|under * parent|family|care|grandparents|orphanage|household|foster|"
            "=someone|mother|father|house",
            "in care * kid|child|young|growing|boy|girl",
            "kind|sort of household|home|family * rear|raise|grow|bring",
            "how be|'s * bring up|reared|raised", "be =he|=she|=they|this|person|man|woman * adopt",
            "childhood * who", "who be there for =him|=her|=them",
            "be =he|=she|=they adopted|fostered|orphaned", "raised|reared|adopted or|by|$",
            "who * bring =him|=her|=them up",
        ],
        "state": [
            "raise|rear|bring|foster * by",
            "brought|raised|reared =him|=her|=them|=me|=us|this|person|man|woman up|alone|as|$|=on|since",
            "brought|raised|reared up =him|=her|=them|=me|=us|this", "brought up by",
            "@relative|neighbour|nun|governess|guardian|stepmother|nan|gran * raise|rear|adopt|foster "
            "=him|=her|=them|=me|=us|this|single-handed|alone",
            "@relative|neighbour|nun|governess|nan|gran|guardian * brought|look|took|care =him|=her|"
            "=them|=me|=us|after * up|in|child|small|son|daughter|boy|girl",
            "grow up in * care|orphanage|foster|convent|children|institution",
            "grow up with|among|under * grandparents|grandmother|grandfather|nan|gran|aunt|uncle|foster|"
            "nuns|guardian|cousins|single|parents|mother|father",
            "foster home|family|parents|mother|father|care", "orphanage|orphan",
            "^adopted|^fostered|^raised|^reared at|by|when|as|into", "be|got adopted|fostered|orphaned",
            "adopt as|at|when|by|into * baby|child|infant|<number>|couple|family|birth",
            "in the care|charge|keeping|custody of", "in care", "=had charge of =her|=his|=their|=my",
            "bring up|upbringing * himself|alone|own",
            "did all|most of|the|it * bringing|raising|own|alone",
            "like|as|less a|=his|=her|=my|=their|second mother|father|parent to|$|for|be|growing",
            "more or less|practically|really =his|=her|=my mother|father",
            "after =his|=her|=my|=their parents|mother|father died|left * live|raised|took|aunt|uncle",
            "early|childhood|first years * charge|care|governess|orphanage|nuns|foster",
            "own|alone|=herself|=himself * brought|raised|reared", "ward of",
        ],
        "hint": ["grandmother|grandfather|aunt|uncle|nuns|orphan|adopt", "raise|rear|bring * up"],
    },
    "family": {
        "group": "bio",
        "over": ["said"],
        "ask": [
            "sibling|brother|sister|family|relative|cousin|parent|mother|father|grandmother|grandfather|"
            "aunt|uncle|niece|nephew|twin",
            "mum|mom|dad|grandma|grandpa", "kin|kinship|relations|kinsfolk", "folks", "sibling",
            "related to", "family", "only child", "brothers|sisters or sisters|brothers",
            "how many brother|sister|sibling|cousin|relative",
            "parents|mother|father|grandparents * still|alive|living", "family like|wise|tree|background",
            "where * come in the family",
        ],
        "state": [
            "have|'s|got|=no|without|lost|visit * @relative",
            "=his|=her|=their|=my|=our|older|younger|elder|eldest|big|little|two|three|both|the "
            "@relative be|'s|live|has|died|still|who|and|own|run|work|call|in|from|moved",
            "older|younger|elder|eldest|big|little|twin|half|identical * brother|sister|sibling",
            "=big|=large|=small|=close family",
            "family be|consists|has|live|come|with|in|big|large|over|from|reunion|background",
            "one|two|three|four|five|six|seven|eight|nine|<number>|many|several|no|any brother|sister|"
            "sibling|cousin|aunt|uncle|nephew|niece|parents",
            "sibling|kin|godparent|godmother|godfather|twin|triplets|orphan|widow|offspring",
            "@relative and|or|of * @relative", "only child", "=his|=her|=their|=my family",
            "stepbrother|stepsister",
            "eldest|youngest|oldest|middle|baby of|one|child * <number>|family|siblings|brood|us|them|and",
            "<number> of * <number> children|siblings|kids",
            "=his|=her|=their|=my|=our|an|a|one|the|this * @relative",
            "nan|gran|grandad|gramps|granny|auntie|folks be|'s|still|live|has",
            "^=mum|^=mom|^=dad|^=brother|^=sister|^=sisters|^=brothers|^=parents|^=gran|^=nan|^=uncle|"
            "^=aunt",
        ],
        "hint": ["@relative", "triplet|twin|sibling|child|family"],
    },
    "children": {
        "group": "bio",
        "over": ["crowd"],
        "ask": [
            "child|kid|son|daughter|baby|offspring|grandchild", "mother|father|parent of",
            "be|become =he|=she|=they|this|person|woman|man|a * parent|mother|father|mum|dad|mummy",
            "become|became a|an * mother|father|parent|mum|dad", "little ones", "youngsters",
            "boys or girls", "bring up * youngster|kid|child", "motherhood|fatherhood|pregnant",
            "=expecting a|=baby", "how old|many * child|kid|boy|girl|ones|youngster|son|daughter",
            "kids|children have|got",
        ],
        "state": [
            "=his|=her|=their|=my|=our|a|an|one|two|three|four|five|six|seven|eight|nine|ten|<number>|no|"
            "any|the|have|eldest|youngest|baby|with|and|twin|little|small|grown|grown-up|first|teenage|"
            "adopted|newborn|young|several kid|son|daughter|baby|twins|grandchild|teenager|toddler|"
            "children|youngsters|offspring|infant",
            "little ones",
            "=his|=her|=their|=my|=our|two|three|four|<number>|a|twin|teenage boys|girls be|'s|go|start|"
            "learn|at|who|just|born|from|and|of|has|$",
            "=his|=her|=their|=my|=our|has|three|two|four|<number> little|young|small|grown|twin boy|girl",
            "one|two|three|four|<number> child|kids|sons|daughters|boys|girls",
            "mother|father|mum|dad|parent of|to|for a|an|one|two|three|four|<number>|twin|the|little",
            "^son|^daughter|^children|^baby|^twins|^kids be|'s|=called|=aged|in|at|of|:|<number>|grown|"
            "and|go|due|live",
            "childless|childfree",
            "become|became|make|is a|an|the mother|father|mum|dad|parent|grandmother|grandfather !figure|"
            "to",
            "adopt|foster a|two|their|the * boy|girl|child|baby|son|daughter",
            "expect|pregnant|due|have|gave|birth * baby|child|twins|son|daughter|birth|kid !brother|"
            "sister",
            "youngest|eldest|oldest|middle one|be|'s|just|started|has|left|goes * walk|school|teeth|"
            "college|nursery|university|home|ill|one|now|<number>|in",
            "call =him|=her|=me|this * papa|mama|mum|dad|mummy|daddy",
            "=her|=his|=their|=my two|three|four|five|little|lot be|have|grown|'re|at|keep|left",
            "youngster call|keep|of|in|at|run",
            "grown|grown-up|teenage|school-age children|sons|daughters|kids",
            "baby|toddler|newborn|son|daughter be|'s|just|started|has|born", "school|nursery run|gate",
            "no|without|never|any children|kids|had",
        ],
        "unless": (
            "look|like|as a|an child|boy|girl|baby", "child * play|shout|shriek|fly|scream",
            "when|as =he|=she|=they|=i be a|an * boy|girl|child|kid|baby", "only child",
            "little|small|good boy|girl =again|=like", "called|named <Name> and daughter|sons",
            "grow up an|a",
        ),
        "hint": ["child|kid|son|daughter|baby|twin|toddler|boy|girl|grandchild|teenager"],
    },
    "spouse": {
        "group": "bio",
        "over": ["companion"],
        "ask": [
            "marry|husband|wife|spouse|partner|fiance|fiancee|engaged|girlfriend|boyfriend|single|"
            "relationship|divorced|widowed",
            "=his|=her|=their|=they wedding", "=wed|betrothed", "better|other half",
            "marital|relationship|civil status", "share =his|=her|=their life|home|bed",
            "who be|'s =he|=she|=they with * days|now|$",
            "=seeing|=courting|date anyone|somebody|someone|$", "=dating|=courting|sweetheart|missus",
            "with whom * share|live",
        ],
        "state": [
            "marry|husband|wife|fiance|fiancee|girlfriend|boyfriend|divorce|widow|wed|newlywed|missus|"
            "hubby|sweetheart|honeymoon|bachelor|spouse|ex-wife|ex-husband|ex-partner",
            "=engaged|=engagement to|last|in|since|at|on|with|$|now|and|for|be|ring",
            "=got|=get|=be|=are|='re|='s|=is engaged",
            "=his|=her|=their|=my|the|long-term|a|with|new|and partner|other half", "other|better half",
            "=wedding =ring", "=his|=her|=their|=our|=my * wedding|anniversary",
            "=he|=she|=they|=i|be|'s|'m|still|happily|stay|remain|now single|separated|unmarried|"
            "divorced|widowed|celibate|unattached",
            "^single|^separated|^divorced|^married|^widowed|^unmarried|^engaged", "=fella|=bloke|=missus",
            "living|moved with|in a|an|=her|=their|his|with * girlfriend|boyfriend|partner|fiance",
            "civil partnership|partner", "never marry", "tie the knot", "walked down the aisle",
            "=dating|=seeing|=courting a|an|someone|somebody|=his|=her|<Name>",
        ],
        "hint": ["partner|single|wedding|engaged"],
    },
    "age": {
        "group": "bio",
        "over": ["birthday"],
        "ask": [
            "how old", "=age", "year old", "old be", "how many years", "what|which age", "generation",
            "what|which year * born|bear",
            "be =he|=she|=they * in =his|=her|=their|the twenties|thirties|forties|fifties|sixties|"
            "seventies|eighties|20s|30s|40s|50s|60s|70s|80s",
            "how far|long on|along in * years", "years|age =does|have|reach",
            "over|under|past|nearly|about|turned|pushing|be <years> !minute|hour|pound|euro|people",
            "be =he|=she|=they|still * a|an teenager|pensioner|adult|minor|toddler|child|old|young",
            "turn|reach <years>|eighteen|age|fifty", "<years> or <years>", "20s|30s|40s|50s|60s|70s|80s",
            "=elderly|=middle-aged|=young|=old =is|=he|=she|=they",
            "thirties|forties|fifties|sixties|twenties or|yet|$",
        ],
        "state": [
            "<number> year old",
            "turn|turned|turns|age|aged|nearly|almost|pushing|approaching|just|only|barely|over|past|"
            f"around|about|hit|celebrated|mere|ripe <years> {_NOT_YEARS}",
            f"{_THEY} be|'s|'m|=am|=is|=was|look|looks|looked <years> {_NOT_YEARS}",
            f"{_THEY} be|'s|'m|must|may|could|=is|=was * about|around|nearly|almost|only|just|over|"
            f"under|past|well|roughly|now|barely|still|say <years> {_NOT_YEARS}",
            "=in|=her|=his|=their|=early|=late|middle|mid|=my twenties|thirties|forties|fifties|sixties|"
            "seventies|eighties|nineties|teens",
            "<number> year old|young",
            "=his|=her|=their|=my twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|"
            "teens be|behind",
            "=aged|=age be|about|of|around|<number>|<years>|between", "=age be|'s|of|: * <number>|<years>",
            "<number> * birthday|candles", "<years> birthday|candles", "birthday|candles * <years>|candles",
            "in =his|=her|=their =late|=early|=mid",
            "a|an man|woman|person|girl|boy|lady|gentleman|<years> of|be|year <years>|old|age",
            "^at <years> =he|=she|=they|=i|=you|and|still",
            "^<years> and|=but|=or|=if|=years|=next|=last|$|=this|=in",
            "^only|^just|^barely|^nearly|^almost|^pushing|^about|^over|^not|^turned|^maybe|^around|^past "
            "* <years>",
            "day|minute under|over|past <years>",
            "^born in !spring|summer|autumn|winter|january|february|march|april|may|june|july|august|"
            "september|october|november|december <number>|<years>",
            "born in|back in|about <number>", "of|=under =age $|being|only|yet",
            "octogenarian|septuagenarian|nonagenarian|pensioner|=teenager|thirtysomething|centenarian|"
            "middle-aged",
            "retirement age", "years|day =young|=of =age",
            "old|young enough|to|for|as be|retire|vote|drive|his|my|remember", "@date <years>|year old",
            "wrong|right|other side of <years>",
            "<years> last|next|this|in|on|come @date|week|month|birthday", "=half =a =century",
        ],
        "unless": (
            "^=his|^=her|^=their|^=my|^our * @relative|@animal|boys|girls|house|car",
            "dream|hope|want|strive|ambition|before =he|=she|be * <years>",
            "years turned|came|attended|people|guests",
            "backpack|=did|travelled|moved|lived * in =his|=her|=their twenties|thirties|forties|fifties|"
            "sixties",
            "=for|=since|=worked|after <years> years", "=been|since =i|=he|=she|=they be <number>",
        ),
        "hint": ["born in", "<years>", "year old"],
    },
    "birthday": {
        "group": "bio",
        "over": ["date", "hometown", "advice", "event", "requested"],
        "ask": [
            "birthday|birthdate|bday|b-day", "when * born|birthday|bear", "date of birth",
            "on|in|which|what day|month|date * born|bear|birth|birthday", "turn a year older|old",
            "year older", "blow out|the candles", "star sign|zodiac", "send * card|birthday|wishes",
            "congratulate", "which|what day|date|month * birthday|bday|celebrate|born",
            "zodiac|horoscope|starsign", "when * turn|older|cake|candles|card",
            "have =his|=her|=their birthday", "day be =he|=she|=they born", "when * age|older|birthday",
        ],
        "state": [
            "birthday|birthdate|bday", "born|bear on|in|late|early !<number>|'|the|a * <number>|@date",
            "born|bear on|in the <number>|@date", "born|bear <number>|@date|on|late|early|just",
            "turn <number> on|in|next|this|last|tomorrow|today|the",
            "date|day|year|month|anniversary of birth", "day =he|=she|=they|=i|on|which * born|bear",
            "turn a year older|old", "year older every|on|in|each|come|next|this|the",
            "came into|in the world on|@date|at|<number>|in|early|late !was|<Name>",
            "leap year|day baby|child|born|birthday|every|on", "leap day|year",
            "blow|blew out|the * candles",
            "be|=a|an|'s|:|typical|true aries|taurus|gemini|leo|virgo|libra|scorpio|sagittarius|"
            "capricorn|aquarius|pisces",
            "card|cake|present * by|on|for * @date|<number>", "big day|one * <number>|@date|be",
            "=mine 's|be * @date|first|<number>|may", "star sign|zodiac", "born under",
            "^=bday on|in|=just|at|=the|=two * @date|<number>|eve|day|new",
        ],
        "unless": ("^=his|^=her|^=their|^=my * @relative|@animal birthday|born|turn",),
        "hint": ["turn <number>"],
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
    "goal": {
        "group": "bio",
        "over": ["plan", "date", "hobby", "requested", "meeting_place", "surroundings", "crowd"],
        "ask": [
            "work|working toward|towards",
            "wish|bucket list",
            "dream|goal|ambition|aspiration|aim",
            "hope|want|wish|plan|intend|long to * become|be|life|achieve|future",
            "plan|hope|wish * future|life|retire", "future|someday", "some|one day", "saving for|up",
            "next project|step", "plan for|after", "ambitious|bucket list|life goal",
            "hope|long|wish for|to !borrow|have|get|buy|meet|see|weekend",
            "want to * someday|later|become|future|eventually|life|before|next|be",
            "intend|determined to * become|life|one", "one thing * left|still|do",
            "resolution|set on|set =his|=her|=their heart", "retirement", "wish list",
            "plan|idea|hope for * future",
            "like|love|want to become|be|achieve|do * before|life|one|dies|become",
            "would * like|love to become|do|achieve|be", "set * heart on", "money be no object",
            "life|lives * if|do with|dream", "work|strive toward", "want =his|=her|=their|a own",
            "bucket list", "money be no object|problem",
            "would =he|=she|=they do if|with * money|million|lottery|won",
            "most * want|wish|desire|hope|long", "heart|mind be set",
        ],
        "state": [
            "dream|goal|ambition|aspire|aim",
            "hope|want|wish|save|long|determined|striving|yearn|resolved|itching * to|for|on|of|up * "
            "become|own|live|write|buy|open|see|visit|build|run|sail|learn|travel|be|start|win|study|"
            "sing|publish|get|<Name>|climb|swim|retire|walk|cross|have|do|go|meet|compete|play|move|"
            "train|found|beat|finish|drive",
            "one|some day",
            "would love|like|give to|anything * become|own|live|write|open|see|visit|build|sail|travel|"
            "go|learn|be|run",
            "someday|eventually", "determined|set|resolved|hell-bent|intent|bent on|to",
            "left on|bucket list", "=his|=her|=their|=my plan|dream|wish|goal|ambition|hope|aim be|'s|to|:",
            "heart be set", "set =his|=her|=their|=my heart|sights|mind on",
            "want|hope|mean|aim|dream|wish|longs to|of|on !borrow|see me|know|hear",
            "still * to do|see|visit",
            "big|great|grand|greatest|lifelong|secret plan|dream|wish|goal|ambition|hope",
            "go to * before|when|once|after", "swear * go to", "plan|goal|dream|wish|ambition :", "save up",
            "saving for !=later * own|house|boat|trip|van|truck|deposit|first|new", "above all * to",
            "give anything|eye|arm|world|lot to", "=strives|=striving|=strive to|for|after",
            "=i|=we|=you 'll * one|watch|day|wait|see|yet", "work towards",
            "before =he|=she|=they|=i turn|die|retire", "before =he|=she|=they|=i be <years>",
        ],
        "unless": (
            "wish|want|hope * we|us|you|me|borrow|=her|=him|=them join|come|borrow|well",
            "next week|weekend|month", "tomorrow|tonight", "intention|=means",
        ),
        "hint": ["want|hope|plan|intend|mean", "left on * list"],
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
    "award": {
        "group": "bio",
        "over": ["meeting_place"],
        "ask": [
            "award|prize|medal|trophy|win|championship|accolade|achievement|scholarship|recognition",
            "honour|honor !to", "decorate|accolade|distinction|triumph",
            "receive|get|earn * prize|award|medal|honour|honor|for", "victory", "honoured for|with",
            "come|place|finish|take first|top|second|third", "first place",
            "what|which title|cup|rosette|ribbon", "honour * bestow|receive|given|get",
            "cup|title|rosette|ribbon * win|pick|take|have", "title * pick|win|hold|earn", "bestowed",
        ],
        "state": [
            "@award !of|with|for coffee|tea|=be|=on|the|my",
            "win|receive|earn|award|collect|scoop|bag * prize|medal|trophy|award|cup|title|gold|silver|"
            "bronze|competition|contest|race",
            "^=winner|^win !:", "first|second|third|top|joint place|prize|honours",
            "honour|honor|knight|champion|laureate|decorated !=of|=to",
            "came|placed|finished first|second|third|top|runner-up",
            "finalist|runner-up|shortlisted|semi-finalist", "beat everyone|everybody|all|the|off",
            "prize|trophy|medal|rosette|ribbon|accolade|bafta|emmy|grammy|mbe|obe|cbe|knighthood|plaque|"
            "certificate",
            "bestow|confer|award|honour|decorate * <Name>|distinction|medal|prize|honour",
            "=crowned|=named|=voted|=elected !after|<number> * year|honour|best|player|champion|citizen",
            "of the year",
            "highest|gold|silver|bronze|olympic|national|star * distinction|medal|honour|medallist|prize|"
            "award",
            "got|given|earned|took|scooped|bagged * mbe|obe|gold|silver|bronze|bafta|oscar|prize|medal|"
            "trophy|scholarship|grant|rosette",
            "scholarship|bursary|fellowship", "hall of fame", "record holder|breaking",
            "<Name> prize|award|medal|cup|trophy",
        ],
        "unless": (
            "win * argument|bet|toss|heart", "cup|glass of|with * coffee|tea|water|cocoa|soup", "^win :",
        ),
        "hint": ["prize|award|cup|title|honour"],
    },
    "known_for": {
        "group": "bio",
        "over": ["crowd", "mood_reason", "event", "surroundings", "family", "promise", "said", "clothing"],
        "ask": [
            "known|famous|renowned|remember|celebrated|admired|notorious|noted|infamous for|as",
            "invent|discover|discovery|achievement|contribution|best-known", "accomplish|achieve",
            "notable|noted for", "=what * write|compose|publish|found|create|develop !on",
            "reputation|renown|fame|legend|celebrity|legendary|notorious|notoriety",
            "why|how * famous|know|legend|celebrity",
            "for what|which * famous|known|admire|celebrate|remember|renowned|noted",
            "people|folk|everyone|neighbours|everybody|locals * say|mention|associate|talk|remember|know "
            "* about|with|for",
            "claim to fame", "have a name for", "make * local|name|celebrity|famous|legend",
            "town|village|everyone|street|everybody|people * know", "associate with",
        ],
        "state": [
            "known|famous|renowned|remember|celebrated|noted|notorious|infamous|admired|legendary|"
            "beloved * for|as|throughout|round|across|because",
            "invent|discover|pioneer|formulate|devise|inventor|discoverer|co-founder",
            "write|publish|compose|develop|found|founded|design|establish|create|prove the|a|an|his|her|"
            "<Name>|its|their * first|theory|theorem|novel|symphony|system|laws|method|book|opera|school|"
            "foundation|hospital|newspaper|party|<Name>|poem|vaccine|machine|engine|company|language|"
            "concept|famous",
            "first =woman|=man|=person|=to|female|black|human * to|in",
            "=he|=she|=they|<Name> =founded|=established|=formulated|=invented|=discovered|=developed|"
            "=proved|=composed",
            "everybody|everyone know =him|=her|=them for|as",
            "everybody|everyone|people|folk|whole|street|town|neighbours|villagers * know|remember|"
            "admire|call|associate|talk * for|as|with|about|in|of",
            "famous|notorious|infamous|legendary|renowned", "legend|=celebrity|famed",
            "reputation|fame|renown|notoriety|claim rest|for|as|is|to|of|comes",
            "name|reputation for|as * <Ing>|never|being|a|his|her|good", "make a name for",
            "know =me|=him|=her|=them|all from|as|for|because", "best known|remembered",
            "byword|household name", "talk of the town|village",
            "viral|bestselling|on television|mastermind", "the one who|with|that * television|mastermind",
            "legacy|trademark|landmark", "^first * to",
        ],
        "unless": (
            "know =him|=her|=them|=me|each * for|since * year|age|long|month|week",
            "know =him|=her|=them|=me since",
        ),
        "hint": ["write|found|develop|create|publish|design", "known|first|remember"],
    },
    "death": {
        "group": "bio",
        "ask": ["die|death|dead|bury"],
        "state": [
            "die|death|dead|bury|killed|assassinate|execute !quiet|metal|slow|tired|end", "pass away",
        ],
        "unless": (
            "dead quiet|end|tired|calm|silent|centre|still", "death metal", "killing =me|=him|=her",
            "die for|laughing|to",
        ),
        "hint": [],
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
            *_does(
                "row|box|wrestle|fence|sprint|cycle|swim|ski|skate|surf|climb|jog",
                "for|twice|every|once|at|in|three|most|on|each|a|with|before|daily|competitively|up|"
                "=lengths",
            ),
            *_does(
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
    "volunteer": {
        "group": "bio",
        "over": ["mood", "occupation", "hobby"],
        "ask": [
            "volunteer|charity|donate|charitable|voluntary", "community work|service",
            "good cause|deeds|works", "unpaid|honorary work|job|duties|role|post",
            "help|lend * out|hand|kindness|saturdays|weekends|shelter|charity",
            "for the community|needy|poor|homeless|cause|elderly",
            "give up =his|=her|=their|the * saturdays|weekends|time|sundays|evenings", "for nothing|free",
            "for what|which|whom cause|charity * work|help|give",
            "what|which|whose|where * cause|charity * support|help|champion|raise",
            "with the lifeboat|samaritans|red cross|scouts|guides", "who|whom|where do * =help|=helps",
            "fundraise|raise money", "in return|without pay", "helping out",
        ],
        "state": [
            "volunteer|charity|donate|fundraise|voluntary|unpaid|charitable", "soup kitchen", "food bank",
            "shelter|hospice|homeless|refugee|animal|care|rescue|blind|elderly|lonely * help|serve|cook|"
            "walk|drive|reads|lesson|visit|mentor|free|volunteer|centre|shop|charge",
            "help out|at|in|with * shelter|hospice|kitchen|bank|refugee|church|library|charity|school|"
            "centre|scouts|homeless|needy|saturdays|elderly",
            "give|donates|devotes * saturdays|sundays|weekends|time|evenings|hours|fridays * to|at|the|"
            "for",
            "for nothing|free", "free|out of of|charge|pocket|kindness|goodness",
            "without * penny|pay|wage|money",
            "lifeboat|samaritans|oxfam|coastguard * crew|volunteer|line|helper|night|on|station|duty",
            "=mans * lifeboat|samaritans|phones|line", "with|for|at the red cross", "mountain rescue",
            "lends a|=her|=his hand at|with|to|in", "meals on wheels",
            "mentors|befriends * young|kids|refugees|elderly|offenders|lonely|teenagers",
            "pick|clean|collects * litter|rubbish|beach",
            "do good|charity|community|voluntary|relief works|shifts|service",
            "raise * money|funds|thousands for|charity",
            "sit|serve on|as|with|in * committee|trustee|charity|lifeboat|brigade|samaritans|scouts|"
            "board|crossing",
            "trustee|helper|steward|scout|guide leader|of|for|at|in|<Name> !dog * troop|charity|group|$|"
            "brownies|cubs|cross",
        ],
        "unless": (
            "unpaid bill|rent|invoice|fine", "volunteered to carry|drive|wash|fetch|bring",
            "come|get|entry|ticket|admission|drink for|free * nothing|free",
        ),
        "hint": ["shelter|charity|help", "for free|nothing"],
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
}
