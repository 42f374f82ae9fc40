"""How somebody felt, and why. The form is told in `frames_english`.

A word for a feeling states a mood only where somebody who is meant feels it: "she was proud", not
"a proud city"; and never through a verb whose stem it shares ("torn" and "tears", "buzzing" and
"buzz").
"""

from typing import Any

_FELT = (
    "!mad|buzz|tear|laugh|cry|tremble|confided|smile|grin|giggle|sob|sigh|afraid|scared|terrified|"
    "frightened|fear|dread @emotion"
)
"""A feeling, those left out that are also something one does, or what one always fears."""
_FRIGHT = "afraid|scared|terrified|frightened|mad|=buzzing|=confident|=trembling"
_ONE = "=he|=she|=they|=i|person|speaker|<Name>"
_OBJECT = "=him|=her|=them|person|man|woman"
_IS = "be|'s|seem|sound|look|appear|feel|become|grow|get|strike|remain|stay|come|turn|go|leave"
_WAS = "=was|=am|=is|'s|=were|seem|sound|look|appear|felt|become|grow|=got|strike|remain"
_VERY = (
    "a|so|very|really|quite|rather|too|pretty|utterly|deeply|visibly|bit|little|all|clear|plain|obvious|"
    "terribly|extremely|still|both|"
    "unusually|absolutely|completely|thoroughly|just|in|more|most|such|not|somewhat|strangely|tad|genuine|"
    "proper|dead|well|slightly"
)
_NOUN = (
    "=joy|=grief|=sorrow|=anger|=pride|=relief|=excitement|=happiness|=sadness|=melancholy|=despair|"
    "=delight|=rage|=fury|"
    "=shame|=guilt|=envy|=jealousy|=gloom|=panic|=worry|=frustration|=gratitude|=nostalgia|=enthusiasm|"
    "=impatience|=nerves|"
    "=embarrassment|=disappointment|=loneliness|=homesickness|=boredom|=contentment|=exhaustion|"
    "=wistfulness|=glee|=regret|"
    "=astonishment|=indignation|=resentment|=bitterness|=confidence|=unease|=anxiety|=tension|=calm|"
    "=misery|=irritation|=fear|=dread"
)
_SHOWS = (
    "=cried|=wept|=blushed|=sobbed|=beamed|=sulked|=sighed|=grinned|=frowned|=scowled|=fumed|=winced|"
    "=trembled|=shuddered|=glowed|=moped|"
    "=regrets|=dreads|=worries|=worried|=crying|=weeping|=sobbing|=beams|=sulks|=weeps|=cries|=beaming|"
    "=sulking|=fuming|=grinning|=trembling|=frowning|"
    "=blushing|=pouting|=seething|=giggling|=fidgeting|=fidgeted|=sighing|=moping|=smiling|=scowling|=pacing"
)
_STIRRED = (
    "=upset|=delighted|=annoyed|=worried|=pleased|=thrilled|=saddened|=infuriated|=irritated|=angered|"
    "=excited|=moved|=touched|=shook|"
    "=embarrassed|=disappointed|=frustrated|=relieved|=comforted|=depressed|=hurt|=amused|=shocked|"
    "=troubled|=bothered|"
    "=cheered|=scared|=rattled|=unsettled|=enraged|=devastated|=overwhelmed|=flattered|=puzzled|=crushed|"
    "=galled|=embittered|"
    "=saddens|=annoys|=worries|=infuriates|=irritates|=excites|=bothers|=troubles|=upsets|=sadden|=annoy"
)
_BY = "because|since|over|after|having|due|thanks|owing|given|=when|=now|=once"
_EVENT = (
    "pass|fail|win|lose|cancel|promote|steal|accept|reject|sack|born|arrive|die|vanish|cut|miss|engaged|"
    "offer|delay|=had|='d"
)

EMOTION: dict[str, dict[str, Any]] = {
    "mood": {
        "group": "emotion",
        "over": ["date", "said"],
        "ask": [
            "feel|mood|emotion|emotional|feeling|spirits|temper|vibe|demeanour|demeanor",
            "state of mind",
            "seem|emotionally",
            "come across",
            "how be =he|she|they|person|speaker|voice",
            "how do * sound|seem|come|feel|take",
            "happy|sad|upset|angry|nervous|excited|worried|cheerful",
            "tone of voice",
            "react|reaction|respond",
            "frame|state of mind",
            "mental|emotional state|condition",
            "mood|disposition|humour|humor|spirit|morale",
            "in what * mood|mind|spirits|temper|state",
            "feelings",
            "how|what * feel|felt",
            "how be|do they|he|she|person|it * when|that|doing|feeling|inside|cope",
            "cheerful|down|well|okay|fine|alright|stressed",
            "do * miss|regret|dread|enjoy|fear",
            "homesick|lonely|sorry|@emotion",
            "do|be * seem|sound|look|appear|feel @emotion|down|low|well|okay|alright|bad|good|better",
            "moodwise|mood wise",
            "how be * do|hold|bear|cope up|wise|emotionally",
            "how|what * go through * mind|head",
            "in tears|pieces|bits",
            "do * cry|laugh|smile",
            "expression * face",
            "cheer|wound|worked up",
            "what be * like emotionally",
        ],
        "state": [
            "as @emotion as a|the|can|could|ever",
            "!baby|child|kid|guest|dog|people|crowd|passenger|pupil|visitor|fan|everyone|everybody|"
            f"neighbours <Subject> * {_IS} * {_FELT}",
            f"=this|=the person|man|woman|lady|girl|boy|speaker|fellow * {_IS} * {_FELT}",
            f"{_ONE} {_IS} * {_FELT}",
            f"{_ONE} * =was|=were|seem|look|felt|grow|become|=got * {_FRIGHT}",
            f"=he|=she|=they|=i {_SHOWS}",
            f"=he|=she|=they|=i|person|woman|man =was|=were|kept|=is|='s|look|seem|burst|break * {_SHOWS}",
            f"^{_IS.replace('be|', '')} {_VERY} {_FELT}",
            f"^seem|sound|look|appear|felt|was|get {_FELT}",
            f"^{_VERY.replace('a|so', 'so')} {_FELT}",
            f"^{_VERY} {_VERY} {_FELT}",
            f": =i|=we|so|just|honestly|really|a|still {_FELT}",
            "!feeling|sorry|fear|dread|laugh|cry|mad|buzz|tear|fed|not|happy|shy|terrify|afraid|"
            "scare|lone ^@emotion",
            "^scared|terrified|frightened|mad|=buzzing !of|about|for|cut|on",
            "^=beaming|=grinning|=smiling|=crying|=sobbing|=sulking|=fuming|=trembling|=laughing",
            "^happy|sorry|shy|lonely|feeling !new|birthday|retirement|anniversary|with|christmas|easter",
            f"find|see|leave|make|have|put|get|catch|think|notice {_OBJECT} {_FELT}",
            f"find|see|leave|make|get|think|notice {_OBJECT} {_VERY} {_FELT}",
            "come|walk|sit|stand|leave|arrive|turn|go|smile|laugh|say|talk|speak|stare|answer|nod|wave|"
            f"whisper * {_FELT}",
            "seem|look|sound|feel|be|bit|rather|pretty|so|really|very =down|=low|=blue|=cross|=off|=flat|"
            "=lost|=sick|=well",
            f"=with|=of|=in|=by|=for|=between|=from {_NOUN}",
            f"=with|=in|=of|=from sheer|pure|great|real|deep|quiet|such|utter|his|her|mixed {_NOUN}",
            f"{_NOUN} =in|on|was|were|hung|lay|show|rise|wash|flood|grip|fill|come|spread|got|creep|over",
            f"certain|deep|quiet|great|visible|feel|felt|full|sense|hint|touch {_NOUN}",
            f"could|can|not hide|contain|conceal|mask|keep * {_NOUN}|smile|still|grin|tears|smiling",
            f"=his|=her|their {_NOUN}|unhappiness !is|and|in",
            "fight|blink|hold|wipe|choke back|away * tears",
            "shed a|some|tears",
            "=tears in|down|run|stand|stream|well|roll|fill",
            "=tears !to|into|=off",
            "eyes * =shone|=sparkled|=shining|=wet|=moist|=welled|=watered|swam|brimmed",
            f"{_ONE}|<Subject> * =felt !hat|slippers|boots|tip|cap|pens|coat|that",
            "^felt|feeling !hat|slippers|boots|tip|cap|coat|happy|for",
            f"{_ONE} * =feels|=feeling !strongly|that|for|his|her|should",
            "=i * =feel !that|strongly|for|should",
            "in|of a|an|the|such|her|his|good|bad|high|low|fine|foul|better|excellent * =mood|=spirits|"
            "=temper|=humour|=humor",
            "his|her|their|the =mood|=spirits|=feelings|=nerves",
            "=mood|=spirits|=feelings be|was|were|lift|sink|high|low|:",
            "good|bad|foul|high|low|great|terrible =mood|=spirits|=humour|=temper",
            "voice be|was|sound|shake|tremble|crack|soft|bright|waver|break|thick|flat|rise",
            "hands|lip|chin|knees shook|shake|tremble|quiver",
            "state|frame of mind",
            f"plain|clear|obvious|easy * see|hear|notice|tell * {_FELT}",
            "all smiles|nerves|ears|sunshine|tears|aglow",
            "smile|grin|beam from|like|all|ear|broadly",
            "could not|n't|barely|hardly sit|keep|stand|stop still|smile|grin|laugh|fidget|pace|cry",
            "=on|over top|edge|the of|moon !the",
            "cloud nine",
            "top of the world",
            "at =his|=her|their wit|end|tether|rope",
            "heart =sank|=leapt|=broke|=racing|=raced|=swelled|=pounding|=pounded|heavy|broken",
            "long|straight|glum|gloomy|sour|sad|worried|happy face|look|expression",
            "down|low|blue in|about|over the|=it|his|her|dumps|mouth",
            "bore stiff|silly|rigid|senseless",
            "happy as",
            "walk|tread|float on air",
            "lose|lost =his|=her|their temper|cool|patience|nerve",
            f"something|what * =bothering|=troubling|weigh|upset|=eating {_OBJECT}|on",
            "burst with|into|=could",
            f"{_STIRRED} {_OBJECT}",
            f"=made|=makes|left|put|had|drove {_OBJECT} * {_FELT}|cry|laugh|smile|feel",
            f"it|that weigh|prey|play on {_OBJECT}|mind",
            f"{_FELT} and|but {_FELT}",
            "=miss|=missed|=misses =him|=her|=them|home|family|terribly|badly|so|old",
            "the =blues|=dumps",
            f"plain|visible|clear|obvious|find|found * {_FELT}",
            "jumpy|twitchy|giddy|tearful|=jittery|=weepy",
        ],
        "hint": [
            "@emotion",
            "cry|weep|laugh|smile|miss|regret|worry|sob|blush|sigh|grin",
            "mood|spirits|feeling|feel",
        ],
    },
    "mood_reason": {
        "group": "emotion",
        "over": ["fear", "event"],
        "ask": [
            "why * feel|felt|upset|happy|sad|angry|nervous|excited|worried|proud|mood|cry|tired|annoyed|"
            "@emotion",
            "why be|do * they|he|she|@emotion",
            "what make|give|put * feel|happy|sad|angry|nervous|proud|joy|mood|laugh|smile|cry|@emotion",
            "reason|cause * mood|feel|@emotion",
            "@emotion about|over|at|by",
            "what * @emotion",
            "why|because",
            "what * worry|upset|stress|excite|cheer|annoy|delight|frustrate|bother|please",
            "look forward",
            "proud|fear|afraid|worried|scared of|about",
            "for what|which reason",
            "what|which * cause|trigger|behind|lead|explain|make|bring|reason",
            "how come",
            "why|reason|because",
            "on account of",
            "explain * mood|feeling|state",
            "how come * @emotion|mood|feel|cry|smile|laugh|sulk|beam|cheerful",
            "what put|have|get|make|set|leave|drive * mood|temper|spirits|tears|down|off|state|edge",
            "what be behind * face|smile|mood|tears|frown|temper|@emotion",
            "what be|=was =he|=she|=they * @emotion|cry|laugh|smile about|over|at|for|because",
            "what get|have|='s|be =him|=her|=them|person|they so|down|upset|worked|going|worried|@emotion",
            "what|anything|something * matter|wrong with",
            "what * weigh|prey|eat|trouble|bug|get on|at|to they|he|she|him|her|person",
            "what|who * spoil|ruin|brighten|lift * day|mood|spirits|evening",
            "what do * look forward|regret|dread|miss|cry|worry|fret|smile|laugh",
        ],
        "state": [
            f"{_FELT} * {_BY}",
            f"{_FELT} * * because|since|:",
            "@emotion because|since",
            "=afraid|=scared|=terrified|=frightened of|that|because",
            f"{_ONE} * {_WAS} * {_FELT} that|the|=his|=her|their",
            f"!melancholy|wistfulness|sadness|gloom|calm|people|crowd {_FELT} about|over|that|=with|=at|"
            "=by|: !him|it|me|heart|first|all|last|home|times|nature",
            f"{_FELT} =as !could|anything|ever|you|a|usual|can|hell|well|always|much|long|punch|pie",
            f"{_WAS}|=being * {_FELT} to|for|of !me|most",
            f"^{_FELT} to|for|of|knowing|what|who",
            "proud|ashamed|sick|jealous|envious|tired|ashamed of",
            f"=because|=since|=as|=so|having * {_ONE} * {_WAS} * {_FELT}",
            f"{_SHOWS} * {_BY}|=about|=as|=that|=for|=at",
            f"felt|feel|feels !that|hat|slippers * {_BY}|about|that|as",
            "laugh|smile|weep|cry|sob|grin|beam * because|since|=when|=over|=about|=after|=at|=as|=that",
            "reason|that|which * why|for * @emotion|feel|felt|cry|cried|laugh|smile|mood|tears|temper",
            "the reason|cause|source =for|=of|was|is|behind|lay|being",
            f"=made|left|put|drove|sent|got {_OBJECT} * {_FELT}|laugh|smile|mad|mood|temper|tears|"
            "despair|worry|gloom|terrified",
            f"had|has {_OBJECT} {_FELT}|laugh|smile|=in|=crying|=sobbing|=beaming|=worried",
            f"=made {_OBJECT} feel|cry|laugh|smile|day|mood|so|very|happy|sad",
            f"{_STIRRED} =him|=her|=them|person|woman|man !sister|brother|mother|father|ankle|knee|back|"
            "leg|arm|house|hand",
            f"{_STIRRED} =him|=her|=them =that",
            f"weigh|prey|play|get|gnaw on|at|to {_OBJECT}|mind",
            "break|broke|lift|raise|cheer|dampen|spoil|ruin|brighten|lighten =his|=her|their heart|"
            "spirits|mood|day|up",
            "cheer =him|=her|=them up",
            "get|got =him|=her|=them down",
            "what|something * upset|bother|trouble|worry|annoy|delight|please =him|=her|=them",
            f"{_FELT} now|knowing|what|who|which|having|=with",
            f"^{_FELT} * {_EVENT}",
            f"^=beaming|=grinning|=crying|=sobbing|=sulking|=fuming|=smiling * {_EVENT}|{_BY}|about|as",
            "=because|=since|over * lost|won|passed|failed|died|broken|born|left|finally|accepted|"
            "cancelled|promoted|stolen|moved|late",
            f"{_NOUN} at|about|over|that|because|of|for|:|when",
            f"=with|=in {_NOUN} * at|about|over|that|because|for|when|after",
            "=mood|=spirits|=humour|=temper|=smile|=tears|=grin come|stem|spring|start|begin|owe",
            "mood|spirits|temper|tears|nerves * because|since|about|over|after|thanks|owing|now|when|as",
            "@emotion :|;|—|–",
            "@emotion to me ;|:|—|–",
            "that be why|because $",
            "reason :|be",
            "=worried|=worries|=feared|fretted|=fretting|=fears|=worrying|dread|regret * about|that|=it|"
            "what|whether|how|over|leaving|losing|having|being",
            "look|looking forward to",
            "=misses|=missed|=missing !the|a|bus|train|mass|church|class his|her|home|how|what|being|"
            "having|going|<Name>",
            "=regrets|=dreads|=dreading|=dreaded|=regretted !flying|heights|spiders|dogs|the|it the|his|"
            "her|a|every|tomorrow|what|having|<Ing>",
            "=dreading",
            "=misses * most",
            "before * exam|interview|operation|speech|flight|test|wedding * @emotion",
            f"{_BY} * {_ONE} * {_SHOWS}",
            f"long|glum|sad|sour|worried|happy face|look * {_BY}|about",
        ],
        "hint": ["@emotion", "=because", "since|over|after"],
    },
}
