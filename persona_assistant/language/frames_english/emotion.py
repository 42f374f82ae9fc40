"""How somebody felt, and why. The form is told in `frames_english`."""

from typing import Any

EMOTION: dict[str, dict[str, Any]] = {
    "mood": {
        "group": "emotion",
        "over": ["date", "said"],
        "ask": [
            "feel|mood|emotion|emotional|feeling|spirits|temper|vibe|demeanour|demeanor", "state of mind",
            "seem|emotionally", "come across", "how be =he|she|they|person|speaker|voice",
            "how do * sound|seem|come|feel|take", "happy|sad|upset|angry|nervous|excited|worried|cheerful",
            "tone of voice", "react|reaction|respond", "frame|state of mind", "mental|emotional state|condition",
            "mood|disposition|humour|humor|spirit|morale", "in what * mood|mind|spirits|temper|state", "feelings",
            "how|what * feel|felt", "how be|do they|he|she|person|it * when|that|doing|feeling|inside|cope",
            "cheerful|down|well|okay|fine|alright|stressed", "do * miss|regret|dread|enjoy|fear", "homesick|lonely|sorry|@emotion",
        ],
        "state": [
            "feel|felt|mood|emotion|feeling|spirits",
            "<Subject> * @emotion", "^@emotion", "seem|sound|look|appear|get|become|bit|so|very|really|quite|rather|too|grow|still|both @emotion",
            "=him|=her|=them * @emotion", "@emotion about|because|that|over|with|by|since",
            "voice be|was|sound|shake|tremble|crack|soft|bright", "state of mind", "mood|spirits|humour|temper",
            "feel|felt|feeling|feelings", "seem|looked|look|appear|strike|struck * @emotion",
            "plain|clear|obvious|easy * see|hear|notice * @emotion",
            "<Subject> * =cried|=wept|=blushed|=sobbed|=beamed|=sulked|=sighed|=grinned|=misses|=missed|=regrets|=dreads|=worries",
        ],
        "hint": ["@emotion", "cry|weep|laugh|smile|miss|regret|worry|sob|blush|sigh|grin"],
    },
    "mood_reason": {
        "group": "emotion",
        "over": ["fear", "event"],
        "ask": [
            "why * feel|felt|upset|happy|sad|angry|nervous|excited|worried|proud|mood|cry|tired|annoyed|@emotion",
            "why be|do * they|he|she|@emotion",
            "what make|give|put * feel|happy|sad|angry|nervous|proud|joy|mood|laugh|smile|cry|@emotion",
            "reason|cause * mood|feel|@emotion", "@emotion about|over|at|by", "what * @emotion", "why|because",
            "what * worry|upset|stress|excite|cheer|annoy|delight|frustrate|bother|please", "look forward",
            "proud|fear|afraid|worried|scared of|about", "for what|which reason",
            "what|which * cause|trigger|behind|lead|explain|make|bring|reason|occasion", "how come",
            "why|reason|because", "on account of", "explain * mood|feeling|state",
        ],
        "state": [
            "@emotion * because|since|about|over|at|that|after|by|when|as|of|for|to|having", "=because|=since|=as|having * * @emotion",
            "made|make * @emotion|feel|laugh|cry|smile", "@emotion now|knowing|what|who|which|having",
            "@emotion|smile|laugh|cry|weep * because|since|when|over|about|after",
            "feel|felt * because|since|about|over|at|that|after|when|as",
            "reason|that|which why|was|is * @emotion|feel|felt|cry|cried|laugh|smile", "=because|since|over * lost|won|passed|failed|died|broken|born|left|finally|accepted|cancelled|promoted",
            "made|make|left|put|had|sent|drove them|him|her|* @emotion", "thanks|owing to",
            "the reason|cause", "@emotion :|;|—|–", "reason :|be", "worry|miss|dread|regret|fear|hate * about|that|his|her|the|=it",
        ],
        "hint": ["@emotion", "=because", "since|over|after"],
    },
}
