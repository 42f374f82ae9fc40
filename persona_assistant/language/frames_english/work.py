"""What somebody does: work, study, what they are known for and aim at. The form is told in `frames_english`."""

from typing import Any

from persona_assistant.language.frames_english.shared import LONGED_FOR, ONE_OF_THE_FAMILY, does

WORK: dict[str, dict[str, Any]] = {
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
            *does(
                "teach|repair|sell|design|tune|restore|farm|manage|nurse|translate|mend|edit|direct|"
                "train|coach|publish|import|upholster|weld|deliver|fit|operate|survey|breed",
            ),
            *does(
                "drive",
                "a|an|the|night * tram|bus|taxi|lorry|truck|forklift|cab|train|van|tractor|ambulance|"
                "digger|crane",
            ),
            *does("keep", "bee|sheep|goat|cow|pig|account|bar|shop|inn|book"),
            *does("cut|pull|clean|lay|fly|fix", "hair|teeth|office|window|brick|pipe|plane|roof|car"),
            *does(
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
        "unless": (*ONE_OF_THE_FAMILY, *LONGED_FOR, "volunteer|unpaid"),
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
        "unless": ONE_OF_THE_FAMILY,
        "hint": ["@occupation at|for", "work at|for|in", "with|at|for <Name>"],
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
        "unless": ONE_OF_THE_FAMILY,
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
        "unless": ONE_OF_THE_FAMILY,
        "hint": ["@school", "at <Name>", "attend|study|graduate"],
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
}
