"""A second world, to measure in what was fitted in the first: another hand draws, other voices
speak.

It shares no drawing, accent or voice with the first world (`faces`, `voices.ACCENTS`,
`voices.VARIANTS_*`), and nothing is ever fitted on its people. Portraits are `inked`. Voices speak
twelve languages other than English through variants of espeak-ng that the first world leaves out,
with wider pitch and formants; only the way from raw speech to a recording in a room
(`voices.speak`) is the same.

Equal arguments give equal pictures; clips also depend on the version of espeak-ng.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from persona_worlds import voices
from persona_worlds.cartoon_portrait import draw_portrait

_VOICES, _SAYINGS = 63, 64
"""First words of the random streams."""

VARIANTS = (
    "antonio", "boris", "Diogo", "edward2", "Gene2", "gustave", "iven2", "iven3", "iven4", "marcelo", "Mario",
    "michel", "quincy", "RicishayMax", "RicishayMax2", "sandro", "shelby", "AnxiousAndy", "kaukovalta", "Nguyen",
)  # fmt: skip
"""Of espeak-ng; none of them speaks in the first world."""

SENTENCES: dict[str, tuple[str, ...]] = {
    "de": ("Der alte Kahn liegt seit gestern wieder am Steg.", "Bitte stell die nassen Schuhe vor die Tür.",
           "Am Freitag kommt die neue Lehrerin zu uns.", "Im Garten blühen schon die ersten Rosen.",
           "Der Schlüssel passt nicht mehr in das Schloss.", "Wir haben den letzten Bus leider verpasst."),
    "fr": ("Le facteur passe toujours avant neuf heures.", "Il manque deux chaises autour de la table.",
           "Nous prendrons le chemin qui longe la rivière.", "La vieille horloge sonne encore chaque soir.",
           "Demain il faudra acheter du pain et des poires.", "Le chat dort sur le manteau de mon oncle."),
    "es": ("El tren de la tarde llega con mucho retraso.", "Guardamos las llaves en el cajón de la cocina.",
           "La vecina riega las plantas cada mañana.", "Hoy hace demasiado viento para salir en barco.",
           "Mi hermano arregló la bicicleta del abuelo.", "En la plaza venden naranjas y miel."),
    "it": ("La barca verde appartiene a mio cugino.", "Stasera ceniamo tutti insieme in terrazza.",
           "Il fornaio apre la bottega prima dell'alba.", "Ho lasciato gli occhiali sul davanzale.",
           "Da qui si vede tutta la valle fino al lago.", "Il cane dei vicini abbaia quando piove."),
    "nl": ("De fiets staat nog steeds achter het schuurtje.", "Morgen gaan we met de trein naar zee.",
           "Er ligt een brief voor jou op de trap.", "De buurman schildert zijn hek helemaal blauw.",
           "In de keuken ruikt het naar verse koffie.", "Het licht in de gang gaat vanzelf uit."),
    "pt": ("O barco volta ao porto antes do anoitecer.", "A minha tia faz o melhor pão da aldeia.",
           "Choveu tanto que a estrada ficou fechada.", "O relógio da igreja está sempre atrasado.",
           "Deixei o casaco na cadeira da varanda.", "No sábado vamos todos ao mercado novo."),
    "pl": ("Stary most nad rzeką jest dziś zamknięty.", "Babcia upiekła wczoraj ciasto ze śliwkami.",
           "Na peronie nie było już nikogo.", "Kot sąsiadów śpi na naszym parapecie.",
           "Jutro rano jedziemy pociągiem nad morze.", "Zostaw klucze pod doniczką przy drzwiach."),
    "sv": ("Båten ligger kvar vid den gamla bryggan.", "I morgon blir det både sol och blåst.",
           "Grannen har målat staketet alldeles rött.", "Ta med en tröja, det blir kallt i kväll.",
           "Nycklarna hänger bredvid köksdörren.", "Tåget till kusten går först klockan tio."),
    "fi": ("Vanha vene on vielä rannassa odottamassa.", "Huomenna menemme metsään poimimaan marjoja.",
           "Naapurin koira haukkuu aina aamulla.", "Avaimet ovat keittiön pöydän alla.",
           "Juna lähtee asemalta vasta illalla.", "Mummo leipoi eilen ison leivän."),
    "cs": ("Starý mlýn u řeky je dnes zavřený.", "Babička včera upekla koláč se švestkami.",
           "Klíče visí vedle dveří do kuchyně.", "Zítra ráno pojedeme vlakem do hor.",
           "Sousedův pes štěká vždycky v noci.", "Na náměstí prodávají med a jablka."),
    "tr": ("Eski tekne hâlâ iskelede duruyor.", "Yarın sabah trenle denize gidiyoruz.",
           "Komşunun kedisi bizim balkonda uyuyor.", "Anahtarları mutfak masasının üstüne bıraktım.",
           "Büyükannem dün kocaman bir ekmek pişirdi.", "Pazarda taze incir ve bal satıyorlar."),
    "ro": ("Barca veche stă încă lângă pod.", "Mâine dimineață plecăm cu trenul la munte.",
           "Vecina udă florile în fiecare seară.", "Am lăsat cheile pe masa din bucătărie.",
           "Bunica a copt ieri o pâine mare.", "În piață se vând miere și mere."),
}  # fmt: skip


def voice_of(person: int) -> voices.VoiceIdentity:
    rng = np.random.default_rng((_VOICES, person))
    return voices.VoiceIdentity(
        presentation="m",
        accent=tuple(SENTENCES)[int(rng.integers(len(SENTENCES)))],
        variant=VARIANTS[int(rng.integers(len(VARIANTS)))],
        pitch=int(rng.integers(18, 88)),
        pitch_range=int(rng.integers(40, 170)),
        tempo=float(rng.uniform(118, 186)),
        shift=float(rng.uniform(0.82, 1.2)),
        timbre=tuple(round(float(g), 2) for g in rng.uniform(-3, 3, 5)),  # type: ignore[arg-type]
    )


def say(person: int, view: int) -> np.ndarray:
    """One recording, float32, 16 kHz: two sentences of the person's language. Raises EngineMissing
    without espeak-ng."""
    rng = np.random.default_rng((_SAYINGS, person, view))
    identity = voice_of(person)
    pool = SENTENCES[identity.accent]
    spoken = " ".join(pool[i] for i in rng.permutation(len(pool))[:2])
    how = voices.VoiceNuisance(
        mood=("neutral", "calm", "proud", "worried", "annoyed")[int(rng.integers(5))],
        tempo=float(rng.uniform(0.9, 1.1)),
        loudness=float(rng.uniform(-30, -16)),
        snr=float(rng.uniform(18, 32)),
        noise_colour=float(rng.uniform(0, 1)),
        room=float(rng.uniform(0, 0.3)),
        room_seconds=float(rng.uniform(0.04, 0.22)),
        seed=int(rng.integers(2**31)),
    )
    return voices.speak(identity, spoken, how)


# --- everybody ------------------------------------------------------------------------------------


def cartoon_world(
    people: int, images: int, clips: int, *, folder: Path | None = None
) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Yields everybody's (`images` JPEG pictures, `clips` OGG/Opus clips) as the bytes of files.

    With `folder` they are kept there and read again next time. Raises EngineMissing without
    espeak-ng when clips have to be made.
    """
    for person in range(people):
        pictures = [
            _kept(folder, f"{person}_{view}.jpg", lambda: _jpeg(person, view))
            for view in range(images)
        ]
        yield (
            pictures,
            [
                _kept(folder, f"{person}_{view}.ogg", lambda: _opus(person, view))
                for view in range(clips)
            ],
        )


def _jpeg(person: int, view: int) -> bytes:
    buffer = io.BytesIO()
    draw_portrait(person, view).save(buffer, "JPEG", quality=70 + (7 * person + 11 * view) % 25)
    return buffer.getvalue()


def _opus(person: int, view: int) -> bytes:
    return voices.clip_bytes(say(person, view))


def _kept(folder: Path | None, name: str, make: Callable[[], bytes]) -> bytes:
    if folder is None:
        return make()
    path = Path(folder) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        draft.write_bytes(make())
        draft.rename(path)
    return path.read_bytes()
