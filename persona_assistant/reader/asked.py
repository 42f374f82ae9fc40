"""What kind of thing a question asks for: a date, an age, a phone number, or nothing of the kind.

A few words decide, in six languages, whatever stands around them and with a typo or two: "marta
phone number", "whats her e-mail", "when's his bday". A question that only speaks of such a thing
("who phoned?", "what did she get for her birthday?") asks for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from persona_assistant.language.contacts import Kind
from persona_assistant.language.date_words import plain
from persona_assistant.language.slips import typing_errors
from persona_assistant.reader.asked_age import TURNING, YEAR, asks_age
from persona_assistant.reader.asked_contact import BY_RINGING, BY_WRITING, ELECTRONIC, HAVE_WE
from persona_assistant.reader.asked_unit import NUMBER_OF_A_HOME, SENDS

_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")


@lru_cache(maxsize=1024)
def asked_kind(question: str) -> Kind | None:
    """What a question asks for, or None for what is not parsed."""
    said = _Said(question)
    for kind, asks in _ASKS:
        if asks(said):
            return kind
    return None


def words_of(question: str) -> list[str]:
    """The words of a question, without accents, case and clitics."""
    return _Said(question).words


class _Said:
    """The words of a question, without accents, case and clitics."""

    def __init__(self, question: str) -> None:
        text = plain(question)
        text = re.sub(r"\b(what|when|who|where|how|whose)'?s\b", r"\1 is", text)
        text = re.sub(r"\bad+ress", "address", text)
        text = re.sub(r"\be[\s-]mail", "email", text)
        text = re.sub(r"\bb[\s'-]?day\b", "birthday", text)
        text = re.sub(r"\bwi[\s-]fi\b", "wifi", text)
        text = re.sub(r"\bd'(?=[a-z])", "de ", text)
        text = re.sub(r"\b(?:c'|l'|qu'|s'|dell'|dall')(?=[a-z])", "", text)
        self.words = [re.sub(r"'s?$", "", each) for each in _WORD.findall(text)]
        self.text = " ".join(self.words)

    def has(self, wanted: str) -> bool:
        """Whether one of these words is there, or a long one with a typo."""
        return any(is_meant(word, each) for word in self.words for each in wanted.split())

    def heads(self, wanted: str) -> bool:
        """Whether one of these words is the thing spoken of: not "mobile" in "mobile librarian"."""
        return any(
            is_meant(word, each)
            and (after is None or after in _AFTER_A_THING or len(self.words) <= 4)
            for word, after in zip(self.words, [*self.words[1:], None])
            for each in wanted.split()
        )

    def says(self, pattern: str) -> bool:
        return re.search(rf"\b(?:{pattern})\b", self.text) is not None

    @property
    def for_yes_or_no(self) -> bool:
        if self.says(
            "do you (?:know|have|remember)|(?:can|could) (?:you|i)|have (?:i|we|you)|is there|is it"
            "|what is (?:her|his|their)|(?:does|has) \\w+ (?:have|got)|do i have"
            f"|{HAVE_WE}"
        ):
            return False
        return bool(self.words) and self.words[0] in _AUXILIARIES


_AUXILIARIES = frozenset(
    "is are was were did does do has have had can could will would should may might am isn't "
    "doesn't didn't hasn't".split()
)
_AFTER_A_THING = frozenset(
    "no nr num number nummer of for from at by to in is are was please pls again and or von "
    "vom fur der des de del della do da du pour per di para bei im code key again she he i we "
    "do does did can as now today exactly roughly right these currently nowadays".split()
)


def is_meant(word: str, wanted: str) -> bool:
    """Whether a word is this one, its plural, or the same with a typo."""
    if word == wanted or word == wanted + "s":
        return True
    if wanted not in OFTEN_MISTYPED or word in _WORDS_OF_THEIR_OWN:
        return False
    begins_alike = word[:1] == wanted[0] or word[:2] == wanted[1::-1]
    return begins_alike and abs(len(word) - len(wanted)) <= 1 and typing_errors(word, wanted) <= 1


OFTEN_MISTYPED = frozenset(
    "phone number telephone mobile email address birthday password passcode website".split()
)
_WORDS_OF_THEIR_OWN = frozenset("mail emil emile phones phoned phony passport".split())
"""Words that are one slip from a wanted one and mean something else."""


# --- kinds


def _age(said: _Said) -> bool:
    if said.says(
        "how old|how many years old|wie alt|cuantos anos tiene|que edad|quel age|quanti anni ha"
        "|quantos anos tem|que idade|how aged|hw old|how od|how ild|ho old"
    ):
        return not said.says("house|building|car|company|shop|firm|business|church")
    if asks_age(said.text):
        return True
    if said.says(
        "(?:what|which|wat) ages? (?:is|are|has|s|would|must)|what ages?$|welches alter|age of"
    ):
        return not said.says("at (?:what|which) age")
    return _asks_for(said, "age edad eta idade") or said.says("alter von|ihr alter|sein alter")


def _birthday(said: _Said) -> bool:
    if said.says(TURNING) or said.says(YEAR):
        return True
    if said.says("birth ?(?:day )?month|month of birth|(?:what|which) month (?:is|was) .* born"):
        return not said.for_yes_or_no
    if _when(said) or said.says("(?:what|which) (?:year|day|date)"):
        if said.says("faz anos|fazes anos|compie (?:gli )?anni|fa gli anni"):
            return True
        if said.has("birthday geburtstag cumpleanos anniversaire compleanno aniversario cumple"):
            return not said.says("party|present|gift|meet|met|before|after|for (?:her|his|their)")
        return said.says("born|geboren|nacio|nee?|nata|nato|nasceu|geb")
    names = "birthday geburtstag cumpleanos anniversaire compleanno aniversario birthdate dob"
    if said.says(
        "date of birth|year of birth|birth date|birth year|geburtsdatum|geburtsjahr"
        "|fecha de nacimiento|date de naissance|data di nascita|data de nascimento"
    ):
        return True
    return _asks_for(said, names)


def _phone(said: _Said) -> bool:
    if said.says("(?:what|which) (?:kind of |sort of |brand of )?(?:phone|mobile|cell)(?! number)"):
        return said.says("(?:what|which) phone (?:do|can|should) (?:i|we) (?:call|ring)")
    compound = (
        "telefonnummer handynummer phonenumber rufnummer telephone telefono telefone "
        "telemovel mobilnummer landline"
    )
    if said.heads(compound) and not said.says("to (?:tele)?phone"):
        return not said.for_yes_or_no and not said.says("how many")
    if said.has("numero numeros nummer nummern"):
        return not said.for_yes_or_no and not said.says(_OTHER_NUMBERS)
    if said.heads("extension") and not said.for_yes_or_no:
        return True
    if said.says(BY_RINGING) and not said.says("who|why|did|when"):
        return True
    if said.has("digits") or said.says(_BY_PHONE):
        return not said.says("how many|last|first|digits (?:of|in) (?:the|his|her|their)")
    device = "phone mobile cell tel handy movil telefon portable cellulare fone"
    number = said.has("number nummer nr digits") or said.says("no|num")
    if said.heads(device):
        return (number and not said.says("how many")) or _asks_for(said, device)
    if said.says("number (?:can|do|should) (?:i|we)"):
        return True
    if said.says(NUMBER_OF):
        return False
    return _asks_for(said, "number nummer") and not said.says(
        r"(?:room|house|flat|flight|bus|train|seat|favou?rite|lucky|shirt|jersey|account|plate"
        r"|license|licence|registration|passport|shoe|door|pin|track|serial|order|booking"
        r"|insurance|customer) number|how many|number plate|number of \w+(?:s|ren)"
        r"|number of .+ (?:has|have|had|owns)"
    )


_OTHER_NUMBERS = (
    r"how many|(?:numero|nummer)s? (?:de|da|do|di|von|der|des) (?:sapato|zapato|scarpe|hijos|filhos"
    r"|figli|casa|maison|rue|habitacion|camera|chambre|vuelo|volo|vol|voo|cuenta|conto|compte)\w*"
    r"|numero (?:favorito|preferito|prefere|civico|preferido)\w*|lieblingsnummer|nummer eins"
    r"|(?:room|house|flat|flight|bus|train|seat|favou?rite|lucky|shirt|account|plate|passport|shoe"
    r"|door|pin|order|booking|insurance|customer) nummer"
)
_HOW = r"(?:how|where|hw|wie|wo|como|comment|come|ou|onde) .*"
_BY = r"(?:by|via|per|por|par|on|over|auf|am|ans|al|au|no|pelo|with|through) (?:the |her |his )?"
_BY_PHONE = (
    _HOW + _BY + r"(?:phone|telephone|mobile|cell|whatsapp|telefon|handy|telefono|movil"
    r"|cellulare|portable|telefone|telemovel)"
    r"|(?:how|where|wie|como|comment|come) (?:can|could|do|should|kann|puedo|puis-je|posso)"
    r" (?:(?:i|we|ich|wir) )?(?:phone|call|ring|text|dial|anrufen|llamar|appeler|chiamare|ligar)"
    r"|wie kann ich .* anrufen"
    r"|(?:how|where) (?:can|could|do|should|would) (?:i|we) (?:reach|contact|get (?:a )?hold of)"
    r"|contact details|erreiche ich"
)
"""How somebody is reached by phone: asked without the word "number"."""
_BY_MAIL = (
    _HOW
    + _BY
    + r"(?:e-?mail|mail|correo|posta elettronica)"
    + r"|"
    + _HOW
    + r"(?:write|message|reach|contact) .*online"
)


def _email(said: _Said) -> bool:
    if said.says(BY_WRITING) and not said.says("who|why|did|when|about what"):
        return True
    if said.has("email emailadresse mailadresse correo emailaddress") or said.says("mail address"):
        return not said.for_yes_or_no and not said.says(
            "(?:did|does|do|will) \\w+ (?:email|mail)|emailed|in (?:her|his|the) email|who"
        )
    if said.says(ELECTRONIC) and not said.for_yes_or_no:
        return True
    if said.has("courriel mailadresse") or said.says(_BY_MAIL):
        return not said.for_yes_or_no
    return _asks_for(said, "mail") and not said.says("send|sent|forward|post")


def _web(said: _Said) -> bool:
    names = "website homepage url webseite webpage sito blog"
    return _asks_for(said, names)


def _unit(said: _Said) -> bool:
    if said.says(BY_RINGING) and not said.says("house|flat|unit|apartment|door"):
        return False
    return said.says(NUMBER_OF_A_HOME) and not said.says("street|address|phone|postcode")


def _address(said: _Said) -> bool:
    if said.says(SENDS) and not said.says("money|cash|invoice|email|file|photos?|pictures?"):
        return True
    names = "address adresse direccion indirizzo endereco anschrift postcode zip"
    if said.says(r"(?:did|does|to) (?:\w+ )?address"):
        return False
    if said.says("post ?codes?|zip codes?|zip|postleitzahl|(?:what|which|whose) street"):
        return not said.for_yes_or_no
    return _asks_for(said, names)


_SERVICES = (
    "instagram insta telegram twitter tiktok snapchat snap discord mastodon bluesky linkedin github"
    " skype strava"
)


def _handle(said: _Said) -> bool:
    if said.for_yes_or_no:
        return False
    if said.heads("handle username"):
        return True
    if said.says("telegrams"):
        return False
    return _asks_for(said, _SERVICES) or (said.has(_SERVICES) and said.says("name|account|find"))


def _amount(said: _Said) -> bool:
    money = (
        "owe owed owes cost costs pay paid pays earn earns rent lend lent borrow borrowed spend "
        "spent price salary charge charges worth money fee deposit schulde schuldet kostet debo "
        "debe cuesta coute doit costa devo deve cobra charged bill budget"
    )
    if said.says("how much|howmuch|wie ?viel|cuanto|combien|quanto"):
        if said.has(money):
            return True
        return said.says("how much (?:is|was|are|were|for) ") and not said.says("weigh|time")
    if said.says(
        "what do(?:es)? \\w+(?: \\w+)? (?:owe|charge|earn|pay|cost)(?! \\w+ (?:money|living))"
    ):
        return True
    return said.says(
        "(?:what|which) (?:is|was|are) .*\\b(?:rent|price|salary|fees?|deposit|budget|rates?)"
    )


def _time(said: _Said) -> bool:
    return said.says(
        "(?:what|wat|which|wht|what is the) (?:is the )?time|um wie ?viel uhr|a que hora"
        "|a quelle heure"
        "|a che ora|a que horas|que horas|what hour"
    ) and not said.says("what time of (?:year|day)|time zone")


def _size(said: _Said) -> bool:
    if said.says(
        "schuhgrosse|kleidergrosse|ringgrosse|shoesize|pointure|taille|talla|taglia"
        "|numero di scarpe"
        "|numero de (?:sapato|zapato)|welche grosse"
    ):
        return True
    return (
        said.has("size")
        and not said.for_yes_or_no
        and not said.says("house|family|team|flat|garden|company|class|dog")
    )


def _code(said: _Said) -> bool:
    names = "code password passcode pin passwort contrasena clave codice senha codigo pw passwd"
    if said.says("dress code|zip code|post code|area code|does .* code|who codes?|source code"):
        return False
    if said.says("how .*\\bget (?:in|into|inside)\\b .*(?:building|house|flat|place|block|office)"):
        return True
    if said.says("mot de passe") or said.has("password passwort contrasena passcode wlan"):
        return not said.for_yes_or_no
    if said.has("wifi") and not said.for_yes_or_no:
        return said.has("key code password") or _asks_for(said, "wifi")
    return _asks_for(said, names)


NUMBER_OF = r"number of (?!the|his|her|their|my)\w+(?: \w+)* (?:has|have|had|owns?|keeps?)"
"""How many of something somebody has."""


def _count(said: _Said) -> bool:
    if said.says(NUMBER_OF) or said.says(r"number of \w+s (?:on|at|in) (?:the|her|his|their) \w+"):
        return True
    if said.says(r"^(?:[\w'-]+ )?[\w'-]+s (?:[\w'-]+ (?:has|have) )?(?:total|in total)$"):
        return True
    return said.says(
        "how many|hw many|how mny|wie ?viele|cuant[oa]s|combien de|combien d|quant[ie]|quant[oa]s"
    ) and not said.says("how many (?:years|months|weeks|days) ago")


def _date(said: _Said) -> bool:
    if said.says("(?:what|which) (?:day|date|month|year|week|weekday)|how long ago|since when"):
        return True
    if said.says("how many (?:years|months|weeks|days) ago"):
        return True
    return _when(said) or said.says("do you know when|^tell me when|until when|from when|by when")


def _when(said: _Said) -> bool:
    """Whether "when" asks, rather than beginning "when we met, what ..."."""
    words = said.words
    at = next((i for i, word in enumerate(words[:2]) if word in _WHEN), None)
    if at is None:
        return len(words) <= 5 and bool(words) and words[-1] in _WHEN
    after = words[at + 1] if at + 1 < len(words) else ""
    return after in _AUXILIARIES or not _OTHER_QUESTIONS & set(words[at + 1 :])


_WHEN = frozenset("when wen wehn whn wann cuando quand quando".split())
_OTHER_QUESTIONS = frozenset("who what where why how which whose".split())


def _asks_for(said: _Said, names: str) -> bool:
    """Whether the thing itself is asked for: "what's her ...", "give me Ben's ...", "marta ..."."""
    if not said.heads(names):
        return False
    if said.for_yes_or_no:
        return False
    if said.says(
        "why|who|where did|where was|how did|how was|how is|how many|what did"
        "|what does \\w+ (?:think|do|say)"
        "|what happened|what kind|lost|lose|change[sd]?|forgot"
    ):
        return said.says("where (?:can|do) i")
    if said.says(
        "what (?:is|are|was)|whats|wats|give|tell|need|send|find|show|which|know|have|got"
        "|wie (?:ist|lautet)|welche[nrs]?|qual|cuales"
    ):
        return True
    if said.says("was ist|cual es|quel(?:le)? est|qual e|come|dime|dammi|donne"):
        return True
    # A note of what is wanted: "marta phone number", "ben bday?"
    asks = not _OTHER_QUESTIONS.isdisjoint(said.words) or said.says("when|do|does|did|i")
    return not asks and len(said.words) <= 6


_ASKS: tuple[tuple[Kind, Callable[[_Said], bool]], ...] = (
    ("age", _age),
    ("birthday", _birthday),
    ("email", _email),
    ("unit", _unit),
    ("address", _address),
    ("size", _size),
    ("code", _code),
    ("phone", _phone),
    ("web", _web),
    ("handle", _handle),
    ("amount", _amount),
    ("time", _time),
    ("count", _count),
    ("date", _date),
)
"""Each kind and whether a question asks for it, the more particular ones first."""
