"""Words for where people live: a dwelling, the verbs of living and of moving, in six languages.

They are regular expressions, for `homes`.
"""

from __future__ import annotations

_WHOLE = (
    r"house|flat|apartment|apt|condo|townhouse|cottage|bungalow|maisonette|houseboat|narrowboat"
    r"|caravan|mobile home|bedsit"
    r"|duplex|loft|terrace|semi|farmhouse|villa|flatshare|smallholding|annexe?|farm"
)
_CARE = (
    r"care home|nursing home|retirement (?:home|village|flat)|old people['’]?s home|assisted living"
    r"|memory care|senior (?:coop|co-op|home|place)|sheltered (?:flat|housing)|hospice"
)
DWELLING = rf"(?:{_WHOLE}|studio|cabin|home|place|room|digs)"
LIVE = (
    r"\b(?P<verb>lives?|living|lived|based|stay(?:s|ing|ed)?|lodg(?:es|ing)|resid(?:es|ing)"
    r"|rent(?:s|ing|ed)(?! out\b)|(?:rent|lease)(?:\s[£$€]?\d[\d,]*)?|settled|ended up|set up home"
    r"|(?:sleep|crash|kipp|doss)ing on [\w'’]+['’]s (?:sofa|couch|floor)"
    r"|sleeping(?= in (?:the|his|her|their) (?:van|car|caravan|shed|garage|truck|tent)\b)"
    r"|wohnt|wohnen|lebt|habite|vit|vive|viven|abita|mora)\b"
)
MOVE = (
    r"\b(?P<verb>moved?|moves|moving|downsized|relocat(?:ed|ing)|emigrat(?:ed|ing)|(?:um|ge)?zogen"
    r"|retired(?=\sto\s(?-i:[A-ZÀ-Þ]))"
    r"|(?:gone|going|went) back(?! to (?:\w+ing|work|school|uni\w*|college|bed|him|her|them)\b)"
    r"|umgezogen|mudou-se|se mudó|ha déménagé)\b"
)
GONE = (
    r"\b(?:moved out|sold (?:up|the \w+|(?:her|his|their) \w+)|left the (?:flat|house|country))\b"
    r"[^.;\n]{0,40}?\b(?P<verb>gone|went|off|now)(?=\s(?:to|in)\s(?-i:[A-ZÀ-Þ]))"
)
""" "Moved out in may, gone to Hamburg"."""
_SORT = (
    r"(?:(?:big|small|wee|little|tiny|nice|lovely|new|old|own|shared|basement|(?:ground|top|first)"
    r"[ -]floor|(?:\w+|\d)[ -]bed(?:room)?)\s)"
)
_BEGINS = r"(?:^|(?<=[.;,!(\n]\s)|(?<=&\s)|(?<=\band\s))"
GOT = (
    r"\b(?P<verb>bought(?!\sinto)|got|getting|found|taken|took|owns?|has|have|['’]ve"
    rf"|renting|rents|buying"
    rf"|shares?|sharing"
    rf"|building|closed on|keys to)\s(?:[\w'’]+\s){{0,4}}?{DWELLING}\b"
    r"(?:\sof (?:her|his|their) own)?"
    rf"(?:\s(?:finally|together|now|at last))*(?:\sfrom\s[\w'’]+)?"
    r"|\b(?P<bought>bought)(?=\s(?:in|near|out|on|over)\s)"
    rf"|\b(?P<own>own|new)\s{DWELLING}\b(?:\s(?:is|now))*"
    rf"|{_BEGINS}(?P<bare>(?:(?:in\s)?an?\s)?{_SORT}{{0,2}}(?:{_WHOLE}|{_CARE}|place(?=\sout))\b)"
    r"(?=\s(?:out\s)?(?:in|near|nr|on|over|above)\s)"
)
_NO_BUSINESS = r"(?! (?:thrift|charity|shop|store|nurse|staff|manager|visit|fundrais))"
CARED_FOR = (
    rf"\b(?:in|into) (?P<all>(?:an? |the )?(?:{_CARE})\b{_NO_BUSINESS}"
    r"|a home(?: now)?\b(?=\s*(?:[,.;!(\n]|$|(?:now|in|near|called|since)\b)))"
)
CARED_FOR_AT = (
    r"\b(?:in|into|at) (?P<all>(?:the )?(?-i:[A-ZÀ-Þ])[\w'’]+(?: (?-i:[A-ZÀ-Þ])[\w'’]+)? "
    rf"(?:{_CARE})\b){_NO_BUSINESS}"
)
""" "In the Willows nursing home"."""
STILL_IN = (
    r"\b(?:still (?:in|at|on)|now in) (?=(?-i:[A-ZÀ-Þ])|(?:the|her|his|their|that|an?) (?:\w+ )?"
    rf"{DWELLING}\b)"
)
BACK_AT = (
    r"\bback (?:at|with|in) "
    r"(?=(?:(?:her|his|their) )?[\w]+['’]s\b|(?:her|his) (?:parents|folks) in\b)"
)
DWELT_IN = rf"\s(?:in|on|at) (?:the|her|his|their|an?) (?:\w+ )?{DWELLING}\b"
INSIDE = (
    r"(?:(?:the|her|his|their|an?|another|new|bigger|smaller|ground|top|first|second) )*"
    r"(?:\w+ )?(?:floor|room|bedroom|ward|desk|table|seat|team|department|office|bed|front|back"
    r"|nights|days|shifts?)(?: \d\w*)?(?: on the \w+ floor)?(?:, room \w+)?"
)
"""What somebody moves to within a house, or at work."""
