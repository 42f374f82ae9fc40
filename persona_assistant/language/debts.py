"""Who owes whom: the user something to somebody, or they to the user.

"I owe Ben 20" and "Ben owes me 20" have the same words, and "he paid me back" ends the one as "I
gave it back" ends the other. So notes are gone through in order, clause by clause, and what is left
open at the end is owed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from persona_assistant.language.contacts import find_details
from persona_assistant.language.patterns import compiled


class Owes(StrEnum):
    THEY = "they"
    """They owe the user."""
    USER = "user"
    """The user owes them."""


@dataclass(frozen=True, slots=True)
class AskedDebt:
    who: Owes
    money: bool
    """Whether money is asked for, and not just anything."""
    thing: bool = False
    """Whether a thing is asked for, and no money."""
    lent: bool = False
    """Whether it must have been lent: rent is owed without that."""
    what: str = ""
    """The thing that is named: "the ladder"."""


@dataclass(frozen=True, slots=True)
class Debt:
    who: Owes
    money: bool
    start: int
    """From where to where it stands in its text."""
    end: int


_ASKS_THEY = (
    r"\bshe (?:still )?(?:not |(?:have )?yet to )?"
    r"(?:owe|(?:have|need) to (?:pay|give)|pay|paid|give|given)\b"
    r".*\b(?:me|us)\b"
    r"|\bshe (?:.* )?borrow(?:ed)?\b.*\b(?:from|off)(?: of)? (?:me|us)\b"
    r"|\b(?:i|we) (?:lend|lent|loan|loaned)\b|\bi get .*\bback from\b"
    r"|\bshe (?:have |has |still )?borrow(?:ed)? (?:my|our|something of mine)\b"
)
_ASKS_USER = (
    r"\b(?:i|we) (?:still )?"
    r"(?:owe|borrow(?:ed)?|have to (?:pay|give)|need to (?:pay|give)|must pay|pay)\b"
    r"|\bshe (?:lend|lent|loan|loaned) (?:me|us)\b|\b(?:i|we) (?:in debt|indebted)\b"
    r"|\bi (?:not )?(?:paid|pay) .*back\b"
)
_ASKS_THING = (
    r"^does she (?:still )?have (?:got )?(?:something|anything|(?:some |any )?(?:stuff|things?|"
    r"belongings))(?: of mine| i lent\b| that (?:is mine|belongs to me))"
)
_MONEY = (
    r"\b(?:money|cash|dosh|quid|bucks|pounds?|dollars?|euros?|francs?|kroner|kronor|rent|grand"
    r"|tenner|fiver|geld|dinero|argent|soldi|dinheiro)\b|[£$€]"
)


def asked_debt(question: str) -> AskedDebt | None:
    """Which debt a question about one person asks for; None for another question."""
    if re.search(_ASKS_THING, question, re.I):
        return AskedDebt(Owes.THEY, money=False, thing=True)
    if not re.search(
        r"\b(?:ow|debt|indebted|lend|lent|loan|borrow|pa(?:y|id)|giv|get)", question, re.I
    ):
        return None
    money = compiled(rf"(?i){_MONEY}").search(question) is not None
    money = money or re.search(r"\bin debt\b|\bpaid\b", question, re.I) is not None
    if re.search(_ASKS_THEY, question, re.I):
        if re.search(r"\bshe not (?:yet )?pa(?:y|id) (?:me|us)\?$", question, re.I):
            return AskedDebt(Owes.THEY, money=True)
        if "back" not in question and re.search(
            r"\bshe (?:not |(?:have )?yet to )?(?:pay|paid|give|gi)", question
        ):
            return None
        lent = not money and re.search(r"\b(?:lend|lent|loan|borrow)", question, re.I) is not None
        return AskedDebt(Owes.THEY, money, lent=lent, what="" if money else _thing(question))
    if re.search(_ASKS_USER, question, re.I):
        return AskedDebt(Owes.USER, money, what="" if money else _thing(question))
    return None


_NAMED = re.compile(
    r"\b(?:lend|lent|loan|loaned|borrow|borrowed) (?:her |me |us )?(?:my|our|the|an?|some) "
    r"(?P<what>[a-z][\w -]*?)"
    r"(?: (?:to|from|off)(?: of)?(?: (?:her|me|us|my|our).*)?)?(?: back)?\?$",
    re.I,
)


def _thing(question: str) -> str:
    """What was lent, where the question says what: "" where it may be anything."""
    match = _NAMED.search(question)
    said = match["what"] if match else ""
    return (
        ""
        if re.search(r"\b(?:things?|stuff|something|anything|belongings|few|lot|bit)\b", said)
        else said
    )


_I = r"(?:i|we)(?:'ve|'ll| have| still| also| both)*"
_START = r"^(?:and |but |also |so |then |[^\w]+)*"
_NOT_YET = (
    r"\b(?:not|never|n['’]t|yet to|will|must|should|to|can|if|when|until|'ll|pays)\b|n['’]t\b"
)
_THEY = (
    r"\bow(?:es?|ed) (?:me|us)\b|\b(?:schuldet mir|me debe|me doit|mi deve|me deve)\b"
    r"|\b(?:hab\w*|lui ai|leur ai) (?:\w+ ){0,4}(?:geliehen|prêté)|\b(?:le|les) presté\b"
    rf"|\b{_I} (?:lent|loaned)\b|{_START}(?:lent|loaned) (?!me\b|us\b)"
    r"|\bborrow(?:ed|s)\b.*\b(?:from|off)(?: of)? (?:me|us)\b"
    r"|(?<!i )(?<!i've )(?<!we )\bborrow(?:ed|s|ing) (?:my|our)\b"
    r"|\bpay(?:s|ing)? (?:me|us)\b.*\bback\b|\b(?:still )?has (?:still )?(?:got )?my\b"
    r"|\bstill (?:has|have|got) my\b|(?<=\w)['’]s (?:still )?got my\b"
)
_USER = (
    rf"\b{_I} owe\b|{_START}(?:still )?owe (?!me\b|us\b)|\b(?:lent|loaned) (?:me|us)\b"
    rf"|\b{_I} borrowed\b|{_START}borrowed\b.*\b(?:from|off)\b"
    rf"|{_START}borrowed (?:his|her|their|(?-i:[A-Z])[^\W\d_]+['’]s) (?!.*\b(?:from|off)\b)"
    r"|\b(?:must|need to|have to|should|gotta|to) (?:pay|give)\b.*\bback\b|^give it back\b"
    r"|\b(?:schulde (?:ihm|ihr)|le debo|lui dois|gli devo|le devo)\b"
    r"|\bhat (?:mir|uns) (?:[\w.,]+ ){0,5}geliehen|\bm['’]a prêté\b|\bme prest(?:ó|aron|ou)\b"
    r"|\bmi ha prestato\b"
)
_PAID = r"\b(?:paid|pd|repaid|gave|given|returned|brought)\b"
TRANSFERRED = (
    r"\b(?:(?:e-?)?transferred|venmo(?:e?d|['’]d)|paypal(?:l?ed|['’]d)|zelled|wired)\b"
    r"(?= .*(?:\d|\b(?:money|cash|lot|rest|amount)\b))"
)
"""Paid, whoever says no "back"."""
_BACK = (
    r"\b(?:back|repaid|returned)\b"
    r"|\bpaid (?!for\b|off\b|by\b)(?:(?!of\b)[^\W\d][\w'’]* ){1,2}(?:the (?=[£$€]?\d)|"
    r"what (?:i|we|he|she|they) owed|all of it|everything|in full|it all)"
)
"""Says of a payment that it settles a debt: "paid me the 120"."""
_PAID_ABROAD = (
    r"\b(?P<they>me (?:devolvi[óo]|devolveu|pagó|pagou|a rendu)|m['’]a (?:rendu|remboursé)"
    r"|hat (?:mir|uns) (?:[\w.,]+ ){0,5}zurückge\w+|mi ha (?:restituito|ridato|reso))"
    r"|\b(?:le|lhe) (?:devolví|devolvi|pagué|paguei)\b|\b(?:lui ai|l['’]ai) (?:rendu|remboursé)"
    r"|\bhabe? (?:ihm|ihr|ihnen) (?:[\w.,]+ ){0,5}zurückge\w+|\bgli ho (?:restituito|ridato|reso)\b"
)
"""Gave back, in another language."""
_BY_USER = (
    rf"\b{_I} (?:{_PAID}|{TRANSFERRED})|{_START}(?:paid|gave|returned) (?:him|her|them|it)\b.*"
    rf"|{_START}paid (?!me\b|us\b|back\b|up\b|off\b|in\b|the\b|my\b)[a-z]"
)
_FORGIVEN = (
    r"(?i)\btold (?:him|her|them) to forget (?:about )?(?:it|the)\b|\bwrote (?:it|the \w+) off\b"
    r"|\bwrote off (?:the|his|her)\b|\blet (?:him|her|them) off (?:the|it)\b"
    r"|\b(?:rest|remainder|balance)\b.*\blet (?:him|her|them) off\b"
)
_GAVE_ME_BACK = (
    r"(?i)\bme devolvió\b|\bm['’]a rembours|\bm['’]a rendu\b|\bmi ha (?:restituito|ridato)\b"
    r"|\bhat mir\b.*\bzurückge(?:geben|zahlt)\b"
)
_EVEN = (
    r"\bwe(?:'re| are|re) (?:now )?(?:even|quits|square)\b|\bno debts\b|\bsettled up\b"
    r"|\bcleared (?:all|everything|it|what|(?:the|his|her|their) debts?)\b"
    r"|\bdebt settled\b|\b(?:all|fully|is|are) paid up\b|"
    r"\bpaid (?:up|off)$|\bpaid (?:it )?in full\b"
)
_OWED_SUM = (
    r"\bow(?:es?|ed) (?:(?:me|us|him|her|them|[\w'’]+) )?(?:about |over |nearly |another |still )*"
    r"(?:an? (?:hundred|thousand|fiver|tenner|grand)|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|for (?:the|a|an|his|her|their|my|our)\b)"
)
_RELATIVES_DEBT = (
    r"\b(?:his|her|their|\w+['’]s) (?:\w+ )?(?:mum|mom|dad|mother|father|sister|brother|son|"
    r"daughter|wife|husband|boss|friend|neighbou?r|cousin)\b(?: [A-ZÀ-Þ]\w+)? (?:still )?owes"
)
_CLAUSE = re.compile(r"[^,;.!?\n]+(?:[.,](?=\d)[^,;.!?\n]+)*")
_JOINED = re.compile(r"\s(?:and|but)\s(?=(?:i|we|she|he|they|\w+ (?:owes|paid|lent))\b)", re.I)


def debts(texts: Sequence[str]) -> list[tuple[int, Debt]]:
    """What is still owed by the texts of notes, oldest first; with each the number of its text."""
    open_debts: list[tuple[int, Debt]] = []
    back: dict[tuple[int, int], int] = {}
    for number, text in enumerate(texts):
        for start, end in clauses_of(text):
            clause = text[start:end]
            ended = ends(clause) or _paid_the_sum(
                clause, [texts[n] for n, _ in open_debts], open_debts
            )
            if came := _CAME_BACK.search(clause):
                thing = came["what"].lower()
                open_debts = [
                    each
                    for each in open_debts
                    if thing not in texts[each[0]][each[1].start : each[1].end].lower()
                ]
                continue
            if ended:
                open_debts = [
                    each
                    for each in open_debts
                    if each[1].who not in ended or _is_part_of(clause, texts, each, back)
                ]
                continue
            who = owed_by(clause)
            if who is not None:
                pays = "back" in clause and bool(re.search(r"\bpa(?:y|id)", clause, re.I))
                money = _is_money(clause) or (who is Owes.THEY and pays)
                known = [each for each in open_debts if each[0] == number and each[1].who is who]
                if not known or (money and not known[-1][1].money):
                    open_debts.append((number, Debt(who, money, start, end)))
    return open_debts


def _paid_the_sum(
    clause: str, texts: Sequence[str], open_debts: Sequence[tuple[int, Debt]]
) -> frozenset[Owes]:
    """Whose debt a clause ends that says of the very sum that it was paid: "paid the 75"."""
    paid = compiled(
        r"(?i)\b(?:paid|pd|gave|sent)\b[^\d]{0,30}?(?<!of )the [£$€]?(?P<sum>\d[\d,.]*)\b"
    ).search(clause)
    if paid is None or compiled(rf"(?i){_NOT_YET}").search(clause):
        return frozenset()
    number = re.compile(rf"(?<![\d.,]){re.escape(paid['sum'])}(?![\d])")
    return frozenset(
        debt.who
        for text, (_, debt) in zip(texts, open_debts)
        if number.search(text[debt.start : debt.end])
    )


_SUM = re.compile(
    r"(?<![\w.,/:])[£$€]?(\d{1,3}(?:[,.]\d{3})+|\d+)(?:\.\d\d)?\b(?! ?(?:years?|months?|weeks?))"
)


def _is_part_of(
    paid: str, texts: Sequence[str], debt: tuple[int, Debt], back: dict[tuple[int, int], int]
) -> bool:
    """Whether a clause tells of a smaller sum than is owed: "paid back 100" of 250. `back` is what
    was paid of each debt before."""
    number, owed = debt
    sums = [_SUM.findall(each) for each in (paid, texts[number][owed.start : owed.end])]
    if any(len(each) != 1 for each in sums) or _THE_REST.search(paid):
        return False
    now, whole = (int(re.sub(r"\D", "", each[0])) for each in sums)
    key = number, owed.start
    back[key] = back.get(key, 0) + now
    return back[key] < whole


_LENT_SUM = (
    r"\b(?:lent|loaned) (?:him|her|them|me|us) \d[\d,.]*(?=\s*$| (?:for|to|towards|till?|until)\b)"
)
_CAME_BACK = re.compile(r"\b(?P<what>[^\W\d_]{3,}) (?:came|is|has come) back\b", re.I)
"""Of a thing that was lent: "drill came back"."""
_PAID_THE_REST = (
    r"(?i)\b(?:paid|pd|gave|sent)\b[^.;,]{0,20}\bthe (?:rest|remaining|balance|other half)\b"
)
_THE_REST = re.compile(r"\b(?:rest|remain\w*|last|final|balance|all|everything)\b", re.I)


def clauses_of(text: str) -> list[tuple[int, int]]:
    """From where to where each clause of a text stands."""
    found = []
    for match in _CLAUSE.finditer(text):
        at = match.start()
        for cut in _JOINED.finditer(text, match.start(), match.end()):
            found.append((at, cut.start()))
            at = cut.end()
        found.append((at, match.end()))
    return found


def ends(clause: str) -> frozenset[Owes]:
    """Whose debts a clause ends."""
    if compiled(rf"(?i){_EVEN}").search(clause):
        return frozenset(Owes)
    if foreign := compiled(rf"(?i){_PAID_ABROAD}").search(clause):
        return frozenset({Owes.THEY if foreign["they"] else Owes.USER})
    paid = compiled(rf"(?i){_PAID}").search(clause) and compiled(rf"(?i){_BACK}").search(clause)
    if compiled(r"\d[\d,.]* of (?:the|my|his|her|our) \W?\d").search(clause):  # a part of it
        return frozenset()
    if compiled(_PAID_THE_REST).search(clause):
        return frozenset({Owes.USER if compiled(rf"(?i){_BY_USER}").search(clause) else Owes.THEY})
    if compiled(_GAVE_ME_BACK).search(clause) or compiled(_FORGIVEN).search(clause):
        return frozenset({Owes.THEY})
    if not paid and not compiled(rf"(?i){TRANSFERRED}").search(clause):
        return frozenset()
    if compiled(rf"(?i){_NOT_YET}").search(clause):
        return frozenset()
    by_user = compiled(rf"(?i){_BY_USER}").search(clause.strip())
    return frozenset({Owes.USER if by_user else Owes.THEY})


def owed_by(clause: str) -> Owes | None:
    """Who owes whom something by a clause alone; None where it tells no debt."""
    said = clause.strip()
    if compiled(_RELATIVES_DEBT).search(said) or re.search(
        r"\b(?:doesn['’]?t|does not|don['’]?t|do not|didn['’]?t|no longer) (?:owe|lend)"
        r"|\bowes? (?:me|us|him|her|them) (?:nowt|nothing|nought|zilch)\b",
        said,
        re.I,
    ):
        return None
    if compiled(rf"(?i){_THEY}").search(said):
        return Owes.THEY
    unpaid = compiled(rf"(?i){_PAID}.*\bback\b").search(said) and re.search(_NOT_YET, said, re.I)
    if unpaid:
        return Owes.USER if compiled(rf"(?i)\b{_I}\b").search(said) else Owes.THEY
    return Owes.USER if compiled(rf"(?i){_USER}").search(said) else None


def _is_money(clause: str) -> bool:
    return bool(find_details(clause, "amount")) or bool(
        compiled(rf"(?i){_MONEY}|{_OWED_SUM}|{_LENT_SUM}").search(clause)
    )
