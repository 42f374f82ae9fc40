"""Greetings, thanks and questions about the assistant itself: turns that ask nothing of a memory.

Saying "I cannot determine that" to "good morning" would be no answer; a plain sentence says what
can be asked.
"""

from __future__ import annotations

import re

_KINDS = (
    (
        r"(?:hi|hiya|hello|hey|yo|howdy|good (?:morning|afternoon|evening|day)|greetings"
        r"|hola|buenos d[ií]as|bonjour|salut|hallo|guten (?:tag|morgen|abend)|moin|ciao|buongiorno"
        r"|ol[aá]|bom dia|boa tarde)",
        "Hello. Ask me about somebody you remember, or tell me something to keep in mind.",
    ),
    (
        r"(?:many |ok(?:ay)? )?(?:thanks|thank you|thx|ty|cheers|much appreciated|danke|vielen dank"
        r"|merci|gracias|grazie|obrigad[oa])(?: (?:a lot|so much|very much|again|for (?:that|your"
        r" help|the help)|you|sch[oö]n|beaucoup|mille|mil))*",
        "You are welcome.",
    ),
    (
        r"(?:bye(?:[ -]?bye)?|goodbye|good night|see you(?: (?:later|soon|tomorrow))?|tsch[uü]ss"
        r"|au revoir|adi[oó]s|arrivederci|tchau)",
        "Goodbye.",
    ),
    (r"(?:ok(?:ay)?|great|cool|nice|perfect|got it|all right|alright|fine|good)", "All right."),
    (
        r"(?:who|what) are you|what(?: is|['’]s) your name|what (?:can|do) you do(?: for me)?"
        r"|how (?:can|do) you (?:help|work)(?: me)?|what can i ask(?: you)?|help(?: me)?"
        r"|how are you(?: (?:today|doing))?|are you (?:an? )?(?:ai|robot|bot|human|person|program)",
        "I am persona-assistant, a program. I answer from your notes on the people in your life and"
        " from what you told me, and say so where they do not tell. Ask, for example, what somebody"
        " is allergic to, when their birthday is, or who in a photo it is; or tell me something,"
        " and I keep it in mind.",
    ),
)
_TO = r"(?:[ ,]+(?:there|everyone|all|assistant|again|everybody|you|my friend))*"


def reply(text: str) -> str:
    """What to say to a turn that is nothing else; "" for any other."""
    for pattern, answer in _KINDS:
        if re.fullmatch(rf"\W*(?:{pattern}){_TO}\W*", text, re.I):
            return answer
    first, mark, rest = text.partition(",") if "," in text else text.partition("!")
    if mark and rest.strip() and reply(first):  # "Hi, who are you?"
        return reply(rest)
    return ""
