"""Whether a question asks how to reach somebody though it names no number and no address.

"Ring pippa on what", "i'd like to drop lena a mail, where to": the verb says by which way. Patterns
are for the words of a question, one space between.
"""

from __future__ import annotations

_RING = r"(?:call|ring|phone|text|dial|buzz|reach|whatsapp|get|catch|contact|bell|message|sms)"
_I_WISH = (
    r"(?:i|we|i'd|i'll|i'm|me|wanna|gotta|tryna|trying|need|want|how)\b"
    r"(?! (?:going|did|was|have|had))"
)
BY_RINGING = (
    rf"^(?:\w+ )?{_RING} .*\bon (?:what|which)(?: number| no| line)?$"
    rf"|(?:what|which) (?:number|no|line|phone)?\b.*\b{_RING} .+ (?:on|at|with)$"
    r"|^(?:what|which) (?:number|no) (?:is|are) (?:\w+ ){1,3}on(?: now| these days)?$"
    rf"|(?:what|which) (?:number|no|line) .*\b(?:gets?|reach|reaches|connects?)\b"
    r"|(?:home|work|phone|land|direct|office|private) line\b"
    r"|how .*(?:get in touch with|get (?:a )?hold of)"
    r"|^(?:so )?(?:i|we)(?: really| just)? (?:need|want|have|wanna|gotta|must|should|would like)"
    r"(?: to)? (?:ring|phone|call|text|dial|whatsapp) (?!it |in |off |this |that )"
    r"(?:[\w'-]+ ){0,5}[\w'-]+$"
    r"|(?<!best )\bways? (?:of |to |i (?:can|could) )(?:reach|contact|ring|phone|call|text)"
    r"(?:ing)? "
    r"|(?<!best )\bways? (?:of getting|to get|i (?:can|could) get) (?:a )?hold of "
    rf"|{_I_WISH}.*\bto (?:call|ring|phone|text|dial|whatsapp|sms) .*\b(?:number|mobile|cell|phone"
    r"|what|which|on)$"
)
"""Asks for a phone number."""
BY_WRITING = (
    rf"{_I_WISH}.*\b(?:write|drop|send|shoot|ping|fire) (?:\w+ ){{1,3}}(?:an? |the )?"
    r"(?:quick |short )?(?:e-?mail|mail)\b"
    rf"|{_I_WISH}.*\bto e-?mail \w+"
    r"|^(?:so |and )?(?:where|how|what) (?:do|can|could|should|would|shall) (?:i|we) e-?mail\b"
    r"|^(?:write|drop|send|shoot) (?:\w+ ){1,4}(?:an? )?(?:e-?mail|mail)\b.*\b(?:where|what|which)"
)
"""Asks for an e-mail address."""
ELECTRONIC = (
    r"address\b.*\belectronic(?:ally)?\b|\belectronic(?: mail)? address"
    r"|address (?:to|for) (?:e-?mail|mail(?:ing)?) (?:\w+ ){0,3}at\b"
)
"""Asks for an e-mail address without naming it."""
WRITES = r"^(?:so |and )?where (?:do|can|could|should|would|shall) (?:i|we) (?:write|message)\b"
"""Asks where to write to: by e-mail, where the notes have such an address."""
HAVE_WE = r"(?:do|have) we (?:have|got|know)|have we|is there an?|any chance|(?:has|have) \w+ got"
"""Asks for what we have, and not whether we have it."""
