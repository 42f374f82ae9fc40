"""What somebody said, asked for, promised. The form is told in `frames_english`."""

from typing import Any

DIALOGUE: dict[str, dict[str, Any]] = {
    "promise": {
        "group": "dialogue",
        "over": ["said"],
        "ask": [
            "promise|swear|vow|pledge|assure|commit|undertake", "offer|agree to|do|give|bring|lend|help",
            "go to * me|us", "will they|he|she", "count|rely|depend on", "owe", "look after * for me|us",
            "say * do|give|bring|lend|send|come|help|make * for|to me|us", "in store for me", "=offer|=offered",
            "say|tell * =would|='d|=will", "say|tell * go to", "expect from", "oath",
        ],
        "state": [
            "promise|swear|vow|pledge|assure|commit|offer|agree|undertake|guarantee",
            "say|tell * =would|=will|='ll|='d", "=i|=we ='ll|=will", "=i|=we be go to", "give * word",
            "count|rely on", "=he|=she|=they =would|=will|='ll", "offer|offered",
            "bring|send|lend|keep|save|make|water|repair * me|us|my|our", "said * would|'d|will|could",
        ],
        "hint": ["=will|='ll|=would|='d"],
    },
    "said": {
        "group": "dialogue",
        "weak": True,
        "ask": [
            "let * know",
            "say|tell|mention|talk|explain|remark|announce|share|report|discuss|speak|chat|describe|admit|reveal|confess|claim|news",
            "conversation|topic|story|subject of|about", "according to",
            "news|gossip|rumour|rumor|announcement|story|anecdote|secret|joke|fact", "let * know",
            "word|words|quote|statement|comment", "tell me|us", "bring up", "learn|hear|find from", "come from",
            "want * know", "slip", "message", "words",
        ],
        "state": [
            "let * know",
            "=say|=says|=said|=told|=tells|=telling|mention|explain|remark|=announced|=announces|discuss|=admitted|=admits|reveal|confess|claim|whisper|insist|news|story",
            "answer|reply|whisper|advise|recommend|warn|shout|exclaim|declare|argue|joke|swear|remember|recall|repeat",
            "word|words", "know that", "talk|speak|chat about|of", "words|word be", "let slip", "promise|ask|complain|offer =me|=us|that|to|whether",
        ],
        "hint": ["call|add|promise|offer|ask|complain", "according to"],
    },
    "requested": {
        "group": "dialogue",
        "over": ["said"],
        "ask": [
            "request|beg|inquire|favour|favor|borrow", "ask|want|need * from|for|about|to|me|us", "ask",
            "need help with", "want from me|us", "require|need|plead", "favour|favor", "wish|expect from|of me|us",
            "wonder whether|if i|we", "want * do|to|borrow", "plea|appeal|demand",
        ],
        "state": [
            "ask|request|beg|inquire|borrow|favour|favor|wonder", "could|can|would|will you",
            "want|need|remind me|us|you", "please|lend", "=would|=could|=can|=will =you",
            "beg|plead|urge|implore|demand", "asked * whether|if|for|me|us|to", "need|want * from me|us",
            "could|can|may i|we", "need * hand|help|lift|favour|favor|loan",
        ],
        "hint": [],
    },
    "complaint": {
        "group": "dialogue",
        "over": ["said", "mood_reason"],
        "ask": [
            "complain|moan|grumble|gripe|rant|complaint|grievance", "annoy|irritate|bother",
            "criticise|criticize|criticism|object|protest|whinge", "unhappy|dissatisfied|frustrated about|with|by",
            "get|got|getting on * nerves", "wrong with",
        ],
        "state": [
            "complain|moan|grumble|gripe|rant|annoy|irritate|fed|bother|sick of|about|by|up|that",
            "complain|moan|grumble|unfair", "fed up", "drive * mad|crazy",
            "whinge|whine|curse|swear|criticise|criticize|object|protest|groan|mutter|gripe", "nerve|nerves",
            "cannot|n't stand|bear", "too loud|slow|expensive|late|hot|cold|long|high|far",
            "nobody|no one ever|told|knows", "disgrace|outrage|scandal|nuisance|pain",
        ],
        "hint": ["too|never|always|still|again"],
    },
    "advice": {
        "group": "dialogue",
        "over": ["said"],
        "ask": [
            "advice|advise|recommend|recommendation|suggest|suggestion|tip|warn|warning", "counsel|hint|pointer",
            "should|ought|must i|we", "tell|say * to do|should", "wise|wisdom",
            "say|tell * =i|=we =should|=ought|=must", "do * =say|=tell * =should",
        ],
        "state": [
            "advice|advise|recommend|suggest|tip|warn|counsel|urge", "=told|=said|=says|=tells * =should|=ought|=to",
            "=i|=we =should|=must * =said|=says|=told|he|she", "if i were you", "best|better to",
            "=thinks|=reckons|=believes|=insists|=thought * =should|=must|=ought",
        ],
        "hint": ["should|must"],
    },
    "plan": {
        "group": "dialogue",
        "over": ["date", "said"],
        "ask": [
            "plan|arrange|schedule|appointment|tomorrow|tonight|weekend|going to do",
            "next week|month|weekend|summer|year",
        ],
        "state": [
            "plan|going|arrange|schedule|book|will|'ll|intend",
            "next|this|coming week|month|weekend|summer|year|spring|autumn|winter|@date", "tomorrow|tonight",
        ],
        "hint": [],
    },
    "invitation": {
        "group": "dialogue",
        "over": ["said"],
        "ask": ["invite|invitation"],
        "state": ["=invited|=invites|=invite|invitation", "come|coming over|round|along|to|with * tomorrow|tonight|saturday|sunday|friday|weekend|dinner|lunch|party|supper", "join us|me", "have|eat|drink a|an|the|some * with me|us", "you|we|i be welcome|expected|invited"],
        "hint": [],
    },
}
