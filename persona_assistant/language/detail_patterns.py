"""How contact details, amounts, sizes, codes and ages are written, as regular expressions.

The group "all" is the thing itself where words that lead to it are matched too.
"""

from __future__ import annotations

from persona_assistant.language.date_words import CARDINAL, COUNTS, any_of

# --- reaching somebody

EXTENSION = r"\b(?:ext(?:ension)?\.?|durchwahl)\s?(?:is|was|no\.?|:|=)?\s?(?P<all>\d{2,5})(?![\w-])"
PHONE = (
    r"(?<![\w@.,:/€$£#-])(?:\+\s?|00)?\(?\d[\d().\-/–\s]{3,22}\d(?:\s?x\s?\d{1,5})?"
    r"(?![\w@:]|[.,]\d|[/-]\d)"
).replace(r"\s]", r" \u00a0]")
PHONE_WORD = (
    r"\b(?:phone|tel|telephone|mobile|mob|cell|call|ring|text|whats?app|sms|number|nr|no|fax"
    r"|landline|contact|handy|telefon|telefonnummer|anrufen|móvil|movil|teléfono|telefono|portable"
    r"|téléphone|numéro|cellulare|telemóvel|ph|signal|direct|work|home|office)\b[^.\n\d]{0,20}$"
)
NO_PHONE_BEFORE = (
    r"(?:[€$£]|\b(?:eur|usd|gbp|chf|isbn|iban|postcode|zip|plz|code|pin|account|id)\W*)$"
)
NO_PHONE_AFTER = (
    r"\s*(?:€|£|\$|%|eur|euros?|usd|gbp|chf|dollars?|pounds?|km|kg|miles|people|years?|m²|sqm)"
)
EMAILS = (
    r"(?<![\w.+-])(?P<all>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)",
    r"(?<![\w.+-])(?P<all>[\w.+-]+\s?[\[(]at[\])]\s?[\w-]+(?:(?:\s?[\[(]dot[\])]\s?|\.)[\w-]+)+)",
    r"(?<![\w.+-])(?P<all>[\w.+-]+(?: dot [\w-]+)? at [\w-]+(?: dot [\w-]+)* dot [a-z]{2,4})\b",
)
_TLD = (
    r"(?:com|org|net|edu|info|app|dev|io|eu|me|co|uk|de|at|ch|es|fr|it|pt|nl|be|se|no|dk|ie|us"
    r"|ca|au"
    r"|nz|br|mx|ar|blog|art|shop|online|studio|photo|design|store"
    r"|club|cafe|works|site|example)"
)
WEB = (
    r"\bhttps?://[^\s<>\"')]+",
    r"(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"')]*)?",
    rf"(?<![\w@.-])[a-z0-9][\w-]*(?:\.[\w-]+)*\.{_TLD}(?:/[^\s<>\"')]*)?(?![\w@-]|\.\w)",
)

_SERVICE = (
    r"(?:insta(?:gram)?|ig|telegram|twitter|tiktok|snap(?:chat)?|discord|signal|threads|mastodon"
    r"|bluesky|linkedin|github|skype|youtube|strava|facebook|fb)"
)
HANDLES = (
    r"(?<![\w.+%-])(?P<all>@[^\W\d_][\w.-]*\w)(?![\w.-]*@)",
    rf"\b{_SERVICE}(?:\s(?:is|name|handle|user(?:name)?))*\s?[:=]\s?(?P<all>[\w.-]*\w)",
    rf"\b{_SERVICE}\s(?:is\s)?(?P<all>(?=[\w.]*[_\d])[\w.]*[^\W\d_][\w.]*\w)(?![\w@])",
)

_NAME = r"[^\W\d_][\w'’.-]*"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|square|sq|way|place|pl"
    r"|terrace"
    r"|crescent|cres|gardens|grove|hill|row|mews|boulevard|blvd|walk|parade|quay|circle|highway)"
)
_POSTCODE = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]?(?:\s?\d[A-Z]{2})?\b|(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3,4})?\b(?!\s?(?:€"
    r"|eur))"
    r"|\d{4}\s?[A-Z]{2}\b|[A-Z]\d[A-Z]\s?\d[A-Z]\d\b)"
)
_TOWN = r"(?-i:[A-ZÀ-Þ][^\W\d_]+(?:[ '’-][A-ZÀ-Þ][^\W\d_]+){0,3})(?![\w'’])"
_FLAT = (
    r"(?:,?\s+(?:flat|apt\.?|apartment|unit|suite|no\.?|app\.?|whg\.?|piso"
    r"|étage)\s?\w{1,4}\b|,?\s#\d+)?"
)
_REST = (
    rf"(?:{_FLAT}(?:(?:,\s*|\s+in\s+|\s+){_POSTCODE}(?:\s+{_TOWN})?"
    rf"|,\s*{_TOWN}(?:,?\s+(?:(?-i:[A-Z]{{2}})\s+)?{_POSTCODE})?)?)"
)
ADDRESSES = (
    r"(?:\b(?:flat|apt\.?|apartment|unit)\s\w{1,4}(?:/\d{1,2})?,?\s+(?=\d))?"
    rf"(?<![\w.,:/-])\d{{1,5}}[a-z]?,?\s+(?:(?!(?:and|or|is|in|at|on|of"
    rf"|people)\b){_NAME}\s+){{1,3}}"
    rf"{_STREET}\b\.?(?:\s(?-i:[NS]?[EW]|[NS])\b)?(?!\s+(?:to|of|he|she)\b){_REST}",
    rf"(?<![\w.,:/-])\d{{1,4}}[a-z]?,?\s+(?-i:(?:[A-ZÀ-Þ][\w'’]+\s){{1,2}}(?:House|Court|Lodge|Towers?"
    rf"|Mansions|Heights|Villas?|Buildings|View|Wharf|Cottages?)\b)"
    rf"(?:,\s(?:\d{{1,4}}\s)?(?:{_NAME}\s){{1,2}}{_STREET}\b)?{_REST}",
    rf"\b(?:{_NAME}[ -])?[\w-]*(?:straße|strasse|str\.|gasse|allee|platz|weg|(?<!sp)ring|damm|ufer"
    rf"|chaussee|gatan|vägen|gade|vej|veien|straat|gracht)"
    rf"\s?\d{{1,4}}\s?(?:[a-h]\b)?{_REST}",
    rf"\b(?:calle|c/|avenida|av\.|avda\.?|plaza|paseo|camino|rua|praça|travessa|largo|estrada"
    rf"|via|viale"
    rf"|piazza|corso|vicolo)\s+(?:{_NAME}\s+){{0,4}}{_NAME},?\s+"
    rf"(?:n[.º°]?\s?)?\d{{1,4}}[a-z]?\b{_REST}",
    rf"(?<![\w.,:/-])\d{{1,4}}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av\.|boulevard|bd|place|allée"
    rf"|impasse"
    rf"|chemin|quai|cours|route|passage)\s+(?:(?:de|du|des|la|le|les|d['’]|l['’])\s?)*{_NAME}"
    rf"(?:[ -](?-i:[A-ZÀ-Þ])[\w'’-]+)*{_REST}",
    r"(?<![\w.,:/+-])(?-i:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b",
    rf"(?<![\w.,:/+-])(?:[A-Z]{{1,2}}-)?\d{{5}}\s+{_TOWN}",
    rf"\b(?-i:[A-ZÀ-Þ])[\w'’]+\s(?-i:{_STREET.title()})\b",
    r"\bp\.?\s?o\.?\s?box\s\d+",
)

UNITS = (
    r"\b(?:unit|apt\.?|apartment|flat|suite|condo|whg\.?|piso)\s(?:no\.?\s?|nr\.?\s?|number\s|#\s?)?"
    r"(?P<all>\d{1,4}(?:/\d{1,2}|[a-z])?)(?![\w:]|[.,]\d)",
    r"(?<![\w&])#\s?(?P<all>\d{1,4}[a-z]?)(?![\w:]|[.,]\d)",
    r"\b(?:at|to|in|house|door)\s(?:no|nr|number)\.?\s?(?P<all>\d{1,4}[a-z]?)(?![\w:]|[.,]\d)",
)
"""The number of a house or of a flat in it: "unit 304", "at no 58"."""

# --- money

_FIGURE = r"\d+(?:[.,'’ ]\d{3})*(?:[.,]\d{1,2})?(?:\s?[km]\b)?"
_CURRENCY = (
    r"(?:€|£|\$|eur|euros?|usd|gbp|chf|sek|nok|dkk|pln|czk|jpy|yen|dollars?|bucks?|pounds?|quid"
    r"|francs?|franken"
    r"|cents?|pence|kroner|kronor|zloty|rupees?|reais|pesos?|libras|grand|inr|aud|cad)"
)
_SPELT_FIGURE = rf"(?:(?:a|{CARDINAL})\s(?:hundred|thousand)(?:\sand\s{CARDINAL})?|{CARDINAL})"
AMOUNTS = (
    rf"(?<![\w.,])(?P<all>(?:[€£$]|\b(?:eur|usd|gbp|chf)\s?)\s?(?P<n>{_FIGURE})(?:\s?(?:k|grand"
    rf"|million))?)",
    rf"(?<![\w.,:/-])(?P<all>(?P<n>{_FIGURE})\s?{_CURRENCY})(?!\w)",
    rf"\b(?P<all>(?P<n>{_SPELT_FIGURE})\s{_CURRENCY})(?!\w)",
    rf"(?<![\w.,:/-])(?P<all>(?P<n>{_FIGURE})\s?(?:/\s?|\b(?:an|per)\s)"
    r"(?:hr|hour|day|wk|week|month|mth|lesson|session|night|yr|year)s?)\b",
    r"(?<![\w.,:/-])(?P<all>(?P<n>\d+(?:[.,]\d+)?\s?k))(?![\w-])",
    r"\b(?P<all>(?:a\s)?(?:tenner|fiver)(?P<n>(?!))?)\b",
    r"\b(?:owes?|owed|lent|borrowed|paid|pays|costs?|charges?|salary|rent|fee|price|budget)\s"
    r"(?:\w+\s){0,3}?"
    r"(?P<all>(?P<n>\d+(?:[.,]\d{1,2})?))(?![\w.,:/-]|\s?(?:st|nd|rd|th|years?|days?|times"
    r"|weeks?))",
)

# --- sizes and codes

_SIZED = r"(?:[234]?x{0,3}[sl]|xs|xxs|m|small|medium|large|extra large)"
_MEASURE = (
    rf"(?:\d{{1,3}}(?:[.,]5|½|\s?1/2|\sand\sa\shalf)?(?:/\d{{2,3}})?(?:\s?(?:[a-f]{{1,2}}\b|eu|uk|us|cm"
    rf"|tall|long))?|{_SIZED})"
)
_GARMENT = (
    r"(?:shoes?|trainers?|sneakers?|boots?|dress|shirts?|t-shirts?|tees?|jeans|trousers|pants"
    r"|jacket|coat"
    r"|ring|hat|bra|gloves?|sweaters?|jumpers?|suit|collar|waist|helmet|skis?|clothes|top)\b"
)
_SIZE_WORD = (
    r"(?:size|sz|schuhgröße|größe|groesse|konfektionsgröße|talla|talle|taille|pointure|taglia"
    r"|numero di scarpe|tamanho|n[úu]mero de sapato|calza|chausse|calça)(?!\w)"
)
SIZES = (
    rf"\b{_SIZE_WORD}(?:\s(?:is|of|for|ist|de|en|in))?(?:\s{_GARMENT})?\s?[:=]?\s?(?:an?\s)?"
    rf"(?P<all>(?:(?:eu|uk|us)\s?)?{_MEASURE})(?![\w.,]\d|\w)",
    rf"\b{_GARMENT}(?:\ssize)?(?:\s(?:is|are|in))?\s?[:=]?\s?(?:an?\s)?"
    rf"(?P<all>(?:(?:eu|uk|us)\s?)?{_MEASURE})(?![\w]|[.,]\d|\s?(?:€|eur|euros?|pairs?|years?))",
    r"\b(?P<all>(?:eu|uk|us)\s?\d{1,2}(?:[.,]5|½)?)\b",
    rf"\b(?P<all>\d{{1,3}}(?:[.,]5|½)?(?:/\d{{2}})?)\s(?:in\s)?(?:her\s|his\s)?{_GARMENT}\b",
    rf"\b(?:wears?|takes?|is)\s(?:an?\s)(?P<all>(?:(?:eu|uk|us)\s?)?{_MEASURE})"
    r"(?=\s*(?:[.,;)\n]|$|in\b|shoe|dress|shirt))",
)

_CODE_WORD = (
    r"(?:code|pin|passcode|combination|combo|key\s?safe|buzzer|entryphone|digicode|código|codigo"
    r"|codice|türcode|kode)"
)
_SECRET_WORD = (
    r"(?:pass\s?word|passwd|pw|pwd|passphrase|passwort|kennwort|contraseña|clave|mot de passe"
    r"|mdp|senha"
    r"|wi-?\s?fi\s(?:key|code|pw|pwd|pass(?:word)?|passwort)|wlan-?(?:passwort|schlüssel))"
)
_GIVEN = r"(?:\s*(?:[:=]|\bis\b|\bist\b|\bes\b|\best\b|\bè\b|\bé\b|-)\s*[\"'“‘]?|\s+[\"'“‘]?)"
_TOKEN = r"[^\s,;\"'“”‘’()]*[^\s,.;:!?\"'“”‘’()]"
_NETWORK = r"(?:wi-?\s?fi|wlan|wireless)"
CODES = (
    rf"\b{_SECRET_WORD}\s*(?:[:=]|\bis\b|\bist\b|\bes\b|\best\b|\bè\b|\bé\b)\s*[\"'“‘]?(?!the\b"
    rf"|on\b|in\b|not\b)"
    rf"(?P<all>{_TOKEN})",
    rf"\b{_NETWORK}\s*[:=]\s*[\"'“‘]?(?P<all>{_TOKEN})",
    rf"\b(?:{_SECRET_WORD}|{_NETWORK})(?:\s+is)?\s+[\"'“‘]?(?P<all>"
    rf"(?=[^\s]*[\d_!#@])[^\s,;\"'“”‘’()]*[^\s,.;:?\"'“”‘’()])",
    rf"\b{_CODE_WORD}(?:\s(?:for|of|to)\s(?:the\s)?\w+(?:\s\w+)?)?{_GIVEN}"
    rf"(?P<all>(?=[^\s]*\d)[*#\w-]+(?:\s\d{{2,4}}(?!\w))?[#*]?)",
    r"(?<![\w.,:/-])(?P<all>[#*]?\d{3,8}[#*]?)\s(?:is|for|opens)\s(?:the\s)?(?:\w+\s)?"
    r"(?:door|gate|code|pin|alarm|lock|safe)",
)

# --- ages, birthdays, counts

_AGE = rf"(?P<n>\d{{1,3}}|{CARDINAL})"
_NO_UNIT = (
    r"(?![\w%€£$°]|[.,:/]\d|[-/]\d|\s?(?:%|€|£|\$|°|weeks?|months?|days?|minutes?|mins?|hours?"
    r"|hrs?|km|kg|cm|m|ft"
    r"|miles?|metres?|meters?|am|pm|o['’]?clock|euros?|eur|pounds?|quid|dollars?|people|times"
    r"|stone|of"
    r"|in\s(?:shoes?|dress)|st|nd|rd|th|kids?|children|high|(?!at\s)[A-Za-z]+\s(?:street|road|st|rd"
    r"|lane|avenue))\b)"
)
_DECADE = r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[2-9]0s)"
CHILDREN = (
    r"(?:sons?|daughters?|kids?|child(?:ren)?|boys?|girls?|twins?|brothers?|sisters?|siblings?"
    r"|nephews?|nieces?|cousins?|grand(?:sons?|daughters?|kids?|children)|lads?|baby|toddler|parents"
    r"|hijos|hijas|enfants|figli|filhos|kinder)"
)
NAME_AND_AGE = (
    r"(?-i:[A-ZÀ-Þ])[\w'’-]+\s\(?(?P<all>(?P<n>\d{1,2}))"
    r"(?=\s?(?:[,;.)\n&+]|$|(?:and|und|y|et|e)\b))"
)
""" "girls Isla 5 and Mhairi 2": each with its name, behind what they are."""
NO_AGE_BEFORE = r"\b(?:mine|yours|plots?|yr|year|no|nr|number|born|flat|room)\b[^.;(]{0,30}\($"
"""What stands before a figure in brackets that is no age: "next to mine (13)"."""
AGE_IN_MONTHS = (
    rf"(?<![\w.,])(?P<all>(?P<n>\d{{1,2}}|{CARDINAL})[\s-](?P<unit>weeks?|wks?|months?|mths?)[\s-]"
    r"old\b)"
)
AGE_NEXT = rf"\b{_AGE}\s(?:on\s(?:his|her|their)\s)?next\s(?:birth\s?day|b-?day)\b"
""" "Fifty next birthday"."""
AGES = (
    rf"(?<![\w.,])(?P<all>{_AGE}[\s-]?(?:y\.?/?o\.?\b|yrs?\.?\sold\b|years?[\s-]old\b"
    rf"|year[\s-]olds?|years? of age"
    r"|jahre\salt|jährige?r?|jahre\sjung))",
    rf"\b(?:aged?|alter|edad|età|idade|âge)\s?[:=]?\s?(?:of\s|about\s|around\s)?"
    rf"(?P<all>{_AGE}){_NO_UNIT}",
    r"(?:\b|(?=['’]))(?P<turning>turn(?:s|ed|ing)?|(?:will|['’]ll) be|going to be|hits?|hitting"
    r"|reached)\s"
    rf"(?P<all>{_AGE}){_NO_UNIT}",
    rf"\b(?:tiene|a|ha|tem|is|ist|hat)\s(?P<all>{_AGE})\s(?:jahre\b|años|ans\b|anni\b|anos\b)",
    rf"\b(?:(?:she|he|they|who|I)(?:['’](?:s|re|m)|\s(?:is|was|are|am|must be))|s?he['’]?s"
    r"|(?<!number )(?<!size )(?<!code )(?<!rent )(?<!room )(?<!flat )(?<!house )(?<!bus )is|now"
    r"|ist|wird|cumple|fait|compie|faz|fez)"
    rf"\s(?:now\s|about\s|around\s|only\s|just\s|already\s|almost\s|nearly\s)?"
    rf"(?P<all>{_AGE}){_NO_UNIT}"
    r"(?!\s[a-z]+s\b(?<!years)(?<!has)(?<!lives)(?<!works)(?<!is)(?<!was))",
    rf"(?:^|(?<=[.\n]\s)|(?<=\n))(?-i:[A-Z])[\w'’.-]+(?:\s"
    rf"(?-i:[A-Z])[\w'’.-]+){{0,2}}\s?[,(]\s?(?P<all>{_AGE})"
    r"(?=\s?(?:[,;.)\n]|$))",
    r"(?:^|(?<=[,;(]\s)|(?<=[;(\n])|(?<=[^\d][.])|(?<=[.!?]\s))"
    r"(?P<all>(?P<n>[1-9]\d|1[01]\d"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:one|two|three|four|five|six|seven|eight"
    r"|nine))?))(?=\s?(?:,|\)"
    r"|\sin\s(?-i:[A-Z])|\snow\s*(?:[,.;!)\n]|$))|[.!;](?:\s|$)|\s(?:and|but)\s(?:already|full|now|single|still)\b|\s*$)",
    r"\b(?:son|daughter|kid|child|boy|girl|twins|brother|sister|mum|mom|mother|dad|father|wife"
    r"|husband|partner|baby|sohn|tochter|hijo|hija|fils|fille|figlio|figlia|filho|filha"
    r"|(?:first|second|eldest|oldest|youngest|middle)(?:\sone)?(?:\sis|\scalled)?)\s?"
    r"(?:(?-i:[A-ZÀ-Þ])[\w'’-]+\s?(?:[&+]\s?(?-i:[A-ZÀ-Þ])[\w'’-]+\s?"
    r"|and\s(?-i:[A-ZÀ-Þ])[\w'’-]+\s?)?)?"
    rf"(?:[,(]\s?)?(?P<all>(?P<n>\d{{1,3}}|{CARDINAL})){_NO_UNIT}"
    r"(?=\s?(?:[,;.)\n]|$|and\b|at\s(?-i:[A-ZÀ-Þ])))",
    r"\b(?P<all>(?P<n>[1-9]\d|1[01]\d)(?:st|nd|rd|th))\s(?:big\s)?(?:birth\s?day|b-?day)\b",
    r"\b(?P<all>in (?:her|his|their) (?:early |mid[- ]|late )?" + _DECADE + r")(?P<n>(?!))?\b",
    r"(?:^|(?<=[,(;]\s)|(?<=[,(]))(?:(?:prob(?:ably)?|about|maybe|i['’]d say|must be|looks)\s)?"
    r"(?P<all>(?:early|mid|late)[- ](?!90s)" + _DECADE + r")(?P<n>(?!))?(?=\s?(?:[,;.)\n]|$))",
    # "his 30th was a riot": a birthday, with no other thing behind
    r"\b(?:[^\W\d_]+['’]s|his|her|surprise)\s(?:big\s|surprise\s)?"
    r"(?P<all>(?P<n>18|21|[3-9]0|100)(?:th|st))"
    r"(?=\s?(?:[,;.!?)\n]|$|(?:was|is|party|bash|do|dinner|drinks|lunch|meal|last|tonight"
    r"|yesterday|today|w/|with|at)\b))",
    # "retired at 58 last week"
    r"\b(?:retire[sd]?|retiring)\s(?:early\s)?at\s(?:only\s|just\s)?(?P<all>(?P<n>[4-8]\d))"
    r"(?=\s(?:last|this|next|yesterday|today|on)\b)",
    # "at 66 he's done with ladders"
    r"\bat\s(?P<all>(?P<n>[3-9]\d))(?=,?\s(?:s?he|they)(?:['’](?:s|re)|\s(?:is|are|still|can|can['’]t"
    r"|cannot|says|reckons|feels|does|doesn['’]t))\b)",
)
_FEW_WORDS = (
    r"(?:(?!(?:moved|came|lives|lived|works|worked|married|since|until|started|joined"
    r"|met|left|stopped|quit|retired)\b)(?:(?:st|mt|dr)\.|[\w'’]+(?:[.-][\w'’]+)*),?\s+){0,5}"
)
_BIRTH = (
    r"(?:born|née?|dob|d\.o\.b\.?|date of birth|birth\s?date|geb\.?|geboren|nació|nacido|nacida"
    r"|nato|nata|nasceu|nascido|nascida|jahrgang)"
)
BORN_BEFORE = (
    rf"(?:\b{_BIRTH}(?!\w)[:,]?\s*{_FEW_WORDS}(?:on|in|am|el|le|il|em|a)?\s*(?:the\s)?(?:\w+\s)?"
    r"|[*]\s?|(?<!\w)b\.\s?(?:in\s)?|(?<![\w.])b\s)$"
)
_BIRTHDAY = (
    r"(?:birth[\s-]?day|b[\s-]?day|b['’]day|bd|geburtstag|gebu|cumpleaños|cumple|anniversaire"
    r"|compleanno|(?:compie|fa)\sgli\sanni|cumple\saños|faz\sanos"
    r"|aniversário|aniversario)"
)
BIRTHDAY_BEFORE = (
    rf"\b{_BIRTHDAY}\b[\s:=,(-]*(?:(?:is|is on|was|on|falls|ist|am|es|el|est|le|il|è"
    rf"|é|em|a|no|dia|día|the|every)\s+){{0,3}}$"
)
BIRTHDAY_AFTER = (
    rf"\s*(?:[(:=,-]\s*)?(?:(?:is|was|for|has|her|his|their|my|the|hat"
    rf"|\w+['’]s)\s+){{0,3}}{_BIRTHDAY}\b"
)
BORN = rf"\b(?:{_BIRTH}|{_BIRTHDAY})(?!\w)|[*]\s?\d|\bb(?:\.\s?(?:in\s)?|\s)\d"
BARE_BIRTHDAY_BEFORE = (
    r"(?:^|[\n;,]\s?|(?:^|\n)(?!(?:\S+\s)?(?:married|moved|met|wed|since|from|started|joined|left|died|on"
    r"|retired|opened|bought|sold|divorced|graduated|hired|arrived|came|call|visit|noted|written"
    r"|updated?|note|notes|date|started|began|due)\b)[^\W\d_][\w'’-]*(?:\s[^\W\d_][\w'’-]+)?,?\s)$"
)
BARE_BIRTHDAY = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d"
""" "joe 22.4.94, plasterer": all figures, long ago, with nothing said of it."""
COUNT = (
    rf"(?<![\w.,:/€£$-])(?P<all>(?:a\s)?(?P<n>\d{{1,6}}|{CARDINAL}|couple|dozen|both"
    rf"|{any_of(n for n in COUNTS if len(n) > 3)})"
    r"(?:\sof)?\s(?:[^\W\d_][\w'’-]+\s)?[^\W\d_][\w'’-]+)"
)
