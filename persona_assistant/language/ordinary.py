"""Everyday words that are names too, or look like a mistyped one.

"What will she do" is not about Will. What is listed here counts as a name when it is written with a
capital inside a sentence, or where the sentence has room for nothing but a name.
"""

from __future__ import annotations

from persona_assistant.language.spelling import fold
from persona_assistant.language.words import STOP, stem

_NAMES = """
    will rose mark grace hope may june april august bill jack frank art gene sunny hunter faith
    joy dawn summer autumn drew pat rob sue chuck guy jay ray robin ivy lily daisy violet iris
    olive ruby amber jade pearl crystal angel heather basil jasmine ginger sage reed wade lance
    miles chase cliff rusty sandy penny holly carol melody harmony destiny star sky river brook
    forest clay dale glen heath rich grant earl duke prince king queen noble earnest victor
    christian german roman norman pierce skip buddy sonny chip dusty nick ward wells major dean
    judge bishop pope abbot marshall mason potter baker cook smith young green brown white black
    gray grey page price park parks lane hill field fields bush stone wood woods rice bean fox
    wolf hall long short love day knight bell cross miller taylor cooper carter turner walker
    fisher gardener gardner shepherd butler porter parker archer fletcher weaver dyer singer
    player driver rider dancer winter winters snow frost rain storm west east north south rivers
    waters lake pool banks bridge bridges street house church temple castle barn mill gates hand
    hands head foot legs tongue heart hart bird birds crane swan finch hawk drake lamb bull horn
    cherry berry plum apple pepper butter honey sugar salt pickle coffee tea beer sharp strong
    swift bright moody wise savage hardy power powers gold silver steel iron cash rush stock
    marks spears best good goodman freeman newman little small large hale sweet blessing
    christmas easter sunday monday noel merry mercy patience prudence charity constance verity
    pride precious chance justice trinity eden paris london florence sydney chelsea brooklyn
    austin dallas jordan israel india china asia virginia carolina georgia savannah madison
    lincoln van den max ace ash bay bear blue bud cat colt dot echo flash fern flora gale
    hazel hyacinth jet kit lark laurel lee leaf lyric myrtle ocean opal pansy poppy rex rhyme
    rock rocky seven shade slate sorrel spring stormy teal tiger time true welcome willow zen
"""
_WORDS = """
    job work works working worked live lives lived living birthday born birth age old phone
    number mobile mail email address name names called call calls married marry wife husband
    partner girlfriend boyfriend brother sister mother father mum mom dad parent parents son
    daughter child children kid kids baby uncle aunt cousin nephew niece grandma grandpa family
    friend friends boss colleague neighbour neighbor people person man woman men women lady boy
    girl dog dogs pet pets animal car cars bike bicycle train bus boat plane school college
    university study studies studied teacher doctor nurse dentist lawyer engineer farmer writer
    artist company office team club sport sports hobby hobbies music song songs book books film
    films movie food eat eats eating drink drinks drinking cake bread fish meat fruit milk water
    wine allergic allergy allergies like likes liked hate hates want wants wanted need needs
    know knows knew think thinks thought remember say says said tell tells told talk speak
    speaks ask asked answer question meet met see seen saw look looks hear heard feel feels play
    plays playing read reads reading write writes wear wears wearing buy bought sell give gives
    gave take took bring brought come comes came go goes going went gone leave left stay stays
    stayed start started stop finish keep keeps kept make makes made help show money pay paid
    owe owes lend borrow card cost euro dollar gift gifts present presents party wedding holiday
    holidays trip travel visit visited home flat room garden town city village country place
    places road line last next first second third new big great nice bad happy sad angry tired
    sick ill illness health hospital medicine surgery operation pain eye eyes hair colour color
    face voice photo picture story news plan plans idea problem secret favourite favorite today
    tomorrow yesterday tonight week weekend month year years hour hours minute morning afternoon
    evening night tuesday wednesday thursday friday saturday january february march july
    september october november december usually often always never sometimes already again early
    late later soon much many well also else away back down here there about around behind near
    far with without during promise promised agree agreed divorced single alive dead died die
    move moved drive drives drove ride run runs ran walk walks swim sing sings sang dance paint
    draw cooks bake grow grown build built open close watch watched listen learn teach teaches
    taught win won lose lost find found send sent turn use used try tried carry worry sorry
    hurry ready really every other another between under since until because please thanks thank
    hello anything everything maybe perhaps together alone same different false right wrong able
    sure free full high low hot cold warm dark light heavy easy hard tall size shoe shoes shirt
    dress coat glasses ring bag key keys table chair bed door window kitchen bath market shop
    store bank station airport hotel beach mountain island sea raised vegetarian vegan pregnant
    engaged retired employed english french spanish italian portuguese greek dutch russian
    chinese japanese arabic turkish polish danish
"""
_FOREIGN = """
    der die das den dem des ein eine einen einem einer und oder aber wer wo was wann wie warum woher
    wohin welche welcher welches ist sind war waren hat haben hatte wird kann soll will mit von zu
    zum zur bei nach aus für auf an in im am um über unter er sie es wir ihr ich du sein seine ihre
    mein meine nicht kein keine auch noch schon nur sehr viel viele lange gross groß alt gern gerne
    holt heißt heisst wohnt macht arbeitet isst mag
    el la los las lo un una unos unas y o pero que qué quien quién donde dónde cuando cuándo como
    cómo cual cuál cuanto cuánto cuanta es son era está tiene ha han hay de del al con por para sin
    sobre en su sus mi mis tu se le les no ni ya muy más si sí hace vive trabaja dias días da
    le les des du au aux une et ou mais qui quoi quand comment quel quelle quels combien est sont
    était a ont avec pour par sans sur dans chez son sa ses mon ma mes ne pas plus très se ce cette
    il elle on nous que où fait petit grand
    il lo gli i uno e ma chi che cosa dove quando come quale quanto quanti è sono era ha hanno di
    del della dei con per tra fra senza su nel nella suo sua suoi mio mia non già molto più si
    os as um uma uns umas e mas quem onde quando qual quanto quantos são foi tem do da dos das
    com sem em no na seu sua meu minha não já muito mais ele ela
"""
NO_SURNAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december christmas easter english french german
    dutch greek swiss czech welsh thai iraqi israeli pakistani catholic jewish muslim hindu
    buddhist i""".split()
)
"""Words with a capital that may follow a first name without being its surname: "Is Ben Greek?"."""

_NEVER = STOP.union(_WORDS.split()) - {"will", "may"}
_ORDINARY = _NEVER.union(_NAMES.split(), map(fold, _FOREIGN.split()))
_STEMS = frozenset(map(stem, _WORDS.split()))


def is_ordinary(key: str) -> bool:
    """Whether a folded word means something of its own: "will", "rose"."""
    return key in _ORDINARY or (key.isascii() and stem(key) in _STEMS)


def is_no_name(key: str) -> bool:
    """Whether a folded word in small letters is never a name: "job"."""
    return key in _NEVER
