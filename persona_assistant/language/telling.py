"""Whether a sentence tells something rather than asks for it: "Tom broke his arm last weekend".

What tells has a subject in front, a verb soon after it and something behind that. What asks, what
wants something done, and what only calls somebody or something by name ("the woman who bakes",
"Ana's number") tells nothing.
"""

from __future__ import annotations

import re

from persona_assistant.language.words import Word, irregular_base, words

_LOOKED_AT = 7
"""Words in which the verb has to come."""
_SAID_BEFORE = re.compile(
    r"^(?:(?:by the way|also|well|so|and|but|oh|yes|no|hi|hello|hey|ok(?:ay)?|news|update|fyi|btw)"
    r"\b[,!:.]*\s*)+",
    re.I,
)
_ASKS = re.compile(
    r"(?:\?|\b(?:please|right|correct|or not|n['’]t (?:it|he|she|they)|who|what|where|when|why|how"
    r"|which))\W*$|^wh\w+|^(?:hw|wat|wot|wen)\b|\b(?:who|what|where|when|why|how|which)"
    r"(?:['’]?s| is| are| was| did| does| do)\b"
    r"|[,;:–—-]\s*(?:and |so |or )?(?:what (?!an? )|how (?:many|much|old|long|often|far|tall|big)\b"
    r"|whose\b|(?:which|what) \w+ (?:is|was|are|were|did|does|do|has|have|can)\b)"
    r"|[,;:–—-]\s*(?:and |or |but )?(?:is|are|was|were|has|have|had|does|do|did|will|would|can"
    r"|could|should) (?:he|she|they|it|i|we|you)\b(?!.*!\W*$)"
    r"|\b(?:who|whom|what|where|when|how|how (?:much|many|old|long))"
    r" (?:now|again|exactly|then|today|(?:these|this) \w+)\W*$"
    r"|\b(?:whom|how (?:much|many|old|long)|(?:which|what) \w+)\W*$",
    re.I,
)
"""What asks, in front, at the end ("tom lives where now"), or behind a comma: "and the baby, what
day was he born", "and Dev, has he got my drill"."""
_NO_SUBJECT = frozenset(
    "it that this these those there here you who whom whose what when where why which how if not"
    " please to for from with about of in on at by".split()
)
_WANTED = frozenset(
    "add answer ask book bring call change check clear close compare compose copy correct count"
    " create delete describe display do draft draw edit erase explain export fetch find forget get"
    " give go guess help identify import keep let list listen look make merge move name note open"
    " order play print put quote read recall recommend record remember remind remove rename repeat"
    " reply save say search see send set share show sort speak split start stop suggest summarise"
    " summarize take talk tell think translate try turn undo update use wait wake watch"
    " write".split()
)
"""With one of these in front something is to be done."""
_AUXILIARY = frozenset(
    "is are was were has have had will would can could cannot must should does did isn't aren't"
    " wasn't weren't hasn't haven't hadn't won't can't doesn't didn't".split()
)
_AFTER_IS = re.compile(
    r"\w+(?:ing|ed)|n[o']t|a|an|the|in|at|on|from|allergic|vegetarian|vegan", re.I
)
"""Behind an "'s" that is no genitive."""
_PRESENT = re.compile(
    r"(?:live|work|like|love|hate|need|want|prefer|start|begin|play|stud|move|come|go|cost|run|end"
    r"|hurt|feel|look|sleep|eat|drink|teach|sing|drive|ride|speak|call|say|think|know|give|take|get"
    r"|make|keep|help|leave|arrive|open|close|wear|own|cook|travel|visit|collect|paint|bake|owe|plan"
    r"|grow|swim|climb|smoke|retire|marr|turn|celebrate|support)(?:s|es|ies)",
    re.I,
)
_PAST = re.compile(r"\w{2,}(?<!e)ed|\w+ied", re.I)
_CALLS = frozenset("called named aged based located dressed titled".split())
"""What only says which one is meant: "my cat called Figo"."""
_SAME = frozenset("quit hurt cut put hit cost let set beat shut".split())
_NO_VERB = frozenset(
    "happy busy noisy beach child foot tooth mouse goose wife man woman person allergy hobby"
    " company city country family baby university light".split()
)
_DETERMINERS = frozenset("the a an my our his her their its some every each no".split())
_RELATIVE = frozenset("who whom whose which that where".split())
_WE = frozenset("i we you he she they".split())
"""As in "the guy I met"."""


def tells(sentence: str) -> bool:
    """Whether it does, of whomever or whatever: the caller knows what it keeps."""
    line = _SAID_BEFORE.sub("", sentence.strip())
    tokens = [each for each in words(line) if each.lower[:1].isalnum() or each.lower[:1] == "'"]
    if len(tokens) < 3 or _ASKS.search(line):
        return False
    first = tokens[0].lower
    if first in _NO_SUBJECT or first in _WANTED or first in _AUXILIARY:
        return False
    for at in range(1, min(len(tokens) - 1, _LOOKED_AT)):
        if tokens[at].lower in _RELATIVE or (first in _DETERMINERS and tokens[at].lower in _WE):
            return False
        if _is_verb(tokens, at):
            return True
    return False


def _is_verb(tokens: list[Word], at: int) -> bool:
    """Whether the word at this place is one whose subject stands before it."""
    word, before = tokens[at].lower, tokens[at - 1].lower
    if word == "'s":
        return bool(_AFTER_IS.fullmatch(tokens[at + 1].lower))
    if word in ("'ll", "'ve", "'re", "'d"):
        return True
    if before in _DETERMINERS or before == "'s":
        return False
    if word in _AUXILIARY or _PRESENT.fullmatch(word) or word in _SAME:
        return True
    if word in _CALLS and tokens[0].lower in _DETERMINERS:
        return False
    base = irregular_base(word)
    if base is not None:
        return base != word and base not in _NO_VERB and not word.endswith("ing")
    return bool(_PAST.fullmatch(word))
