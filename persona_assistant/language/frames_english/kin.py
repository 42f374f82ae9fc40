"""Whom somebody belongs to: family, age, animals. The form is told in `frames_english`."""

from typing import Any

from persona_assistant.language.frames_english.shared import JOB, NOT_YEARS, SAYING, THEY

KIN: dict[str, dict[str, Any]] = {
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
            f"{JOB} of|be|do|have|in * @relative", f"@relative 's {JOB}",
            f"do|be|have|earn * @relative !{SAYING} * {JOB}|living|keep|bread|money|drive|teach",
            "how|as do|what * @relative earn|make|work|employ|live|=money|serve",
            "as what be * @relative employ", f"@relative {JOB}",
            "post|line|business|field|trade * @relative", "what be =his|=her|=their @relative a|an",
            "be =his|=her|=their @relative a|an|the @occupation",
            "brothers|mothers|fathers|sisters|husbands|wifes|sons|daughters|uncles|aunts job|work|trade",
            "uncle|aunt|mum|dad do for|work",
        ],
        "state": [
            "@relative * be|become|as|a|'s a|an|the|retired @occupation", "@relative * @occupation",
            f"@relative * {JOB}|own|teach|sell|drive|repair|nurse|farm|earn|translate|manage",
            "@relative run|keep|fit|fly|clean|mend|build|make|serve|design|lay|cook|bake|fix|practise|"
            "paint|weld * @venue|shop|business|laundry|account|inn|bar|kitchen|plane|house|road|car|"
            "office|floor|hair|people|boat|bus",
            "@occupation =his|=her|=my|=their|the * @relative",
            "=son|=daughter|=child|=children of a|an|two", f"{JOB} of * @relative",
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
            f"around|about|hit|celebrated|mere|ripe <years> {NOT_YEARS}",
            f"{THEY} be|'s|'m|=am|=is|=was|look|looks|looked <years> {NOT_YEARS}",
            f"{THEY} be|'s|'m|must|may|could|=is|=was * about|around|nearly|almost|only|just|over|"
            f"under|past|well|roughly|now|barely|still|say <years> {NOT_YEARS}",
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
}
