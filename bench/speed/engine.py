"""What the engine's reuse is worth: first tokens, beside llama-cpp-python's own Gemma4ChatHandler.

    python bench/speed/engine.py [--dims e4b|tiny] [--json] [--folder DIR] [--threads N]

Both sides run here, in one run, on the same random weights of Gemma 4 E4B's dimensions (made at the
first run, 6.3 GB in --folder, see fullsize.py), with the same context size, threads and prompt:
four people of the demo, a picture, a clip and a note each, and a question in words. Seconds belong
to a machine, ratios travel. Targets in brackets.

second_question_ratio [>= 12]
    Time to first token of another question about the same four, handler over ours. Ours is
    `Assistant.ask` on the model's route; the median of several questions, right before and after
    the handler's.
second_question_over_limit [<= 1.3]
    That time of ours over `llama_decode` of the question's new tokens alone, in a bare context that
    is filled as far. Measured in turns; the median of the ratios.
restart_ratio [>= 4]
    From the start of a fresh Python process to the first token of its first question, handler over
    ours: interpreter, imports, model and prompt count on both sides, weights are in the system's
    file cache. Ours finds soft tokens and states in its encrypted cache, because the four were
    asked about before that restart; the handler keeps nothing.
overhead_share [< 0.03]
    Of a cold question (model loaded, nothing else: four pictures and four clips are encoded, the
    whole prompt is computed) the share that is not spent inside llama.cpp, from `Assistant.ask` to
    its return: recognising, retrieval, decoding media, pipes, Python.
resident_saved_gb [>= 0.9]
    Resident memory (VmRSS) of the process that holds the model after the second question: the
    handler's, which has its projector loaded, minus that of our child process, which was restarted
    and never needed one. Both map the weights from their file.

The handler gets every advantage that it has: it stays loaded, flash attention is on, its prompt is
put together outside its clock, and its pictures are already brought to the 256 soft tokens that
ours take (a photo of some megapixels would cost it up to 1,100). And it has less to do: it drops
`input_audio` without a word, so it neither encodes the clips nor computes their tokens. The output
says how many those are.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.speed.sides import Bare, Handler, Ours, Process  # noqa: E402

if TYPE_CHECKING:
    from persona_assistant.pmg import Triplet

PEOPLE = 4
ANSWER = 8
"""Tokens of an answer."""
FIRST = "Who works nights on the children's ward?"
OTHERS = (
    "Who keeps bees on the roof of the town hall?",
    "Which of them restores old maps in the library?",
    "Who is the captain of the little island ferry?",
)
ROUNDS = 9
TARGETS = {
    "second_question_ratio": (">=", 12.0),
    "second_question_over_limit": ("<=", 1.3),
    "restart_ratio": (">=", 4.0),
    "overhead_share": ("<", 0.03),
    "resident_saved_gb": (">=", 0.9),
}
MEANING = {
    "second_question_ratio": "second question, handler / ours",
    "second_question_over_limit": "second question, ours / the limit",
    "restart_ratio": "after a restart, handler / ours",
    "overhead_share": "of a cold question, outside llama.cpp",
    "resident_saved_gb": "GB resident less than the handler",
}


_COLD = "total", "native", "load", "encode", "prefill", "decode", "decide", "overhead", "tokens"
_RESTARTED = "start", "restore", "prefill", "decide", "overhead", "tokens", "restored", "computed"


def people() -> list[tuple[str, Triplet]]:
    from persona_assistant.media import load_image, load_voice
    from persona_assistant.pmg import Triplet
    from persona_assistant.resources import data_path

    demo = data_path("memory_store", "demo")
    found = []
    for person in json.loads((demo / "demo.json").read_text("utf-8"))["people"][:PEOPLE]:
        first = person["triplets"][0]
        image, voice = load_image(demo / first["image"]), load_voice(demo / first["voice"])
        found.append((person["name"], Triplet(image, voice, first["text"])))
    return found


def contents(asked_about: Sequence[tuple[str, Triplet]], question: str) -> list[dict[str, Any]]:
    """The very prompt that ours composes, as an API takes it."""
    from persona_assistant.pmg import Clip, Context, Picture, Query
    from persona_assistant.prompt import build_prompt

    contexts = [Context(name, t.image, t.voice, (t.text or "",)) for name, t in asked_about]
    content: list[dict[str, Any]] = []
    for part in build_prompt(Query(question), contexts).parts:
        if isinstance(part, Picture):
            content.append(
                {"type": "image_url", "image_url": {"url": _uri("image/png", _sized(part))}}
            )
        elif isinstance(part, Clip):
            sound = base64.b64encode(part.data).decode()
            content.append(
                {"type": "input_audio", "input_audio": {"data": sound, "format": "flac"}}
            )
        else:
            content.append({"type": "text", "text": part})
    return content


def _sized(picture: Any) -> bytes:
    from PIL import Image

    from persona_assistant.engines.llama.prompt_encoding import PictureSize
    from persona_assistant.settings import Settings

    size = PictureSize(48, Settings().image_tokens).fit(picture.width, picture.height)
    data = io.BytesIO()
    with Image.open(io.BytesIO(picture.data)) as image:
        image.convert("RGB").resize(size, Image.Resampling.BICUBIC).save(data, "PNG")
    return data.getvalue()


def _uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def into_file_cache(*files: Path) -> None:
    """Read the files once, so that no side waits for the disk."""
    for path in files:
        with open(path, "rb", buffering=0) as file:
            while file.read(16 << 20):
                pass


def measure(files: Any, threads: int, store: Path, tell: Any, rounds: int) -> dict[str, Any]:
    """All that is measured, in seconds, GB and tokens."""
    from persona_assistant.settings import Settings

    asked_about = people()
    n_ctx = Settings().context_tokens
    settings = {
        "store": store / "memory",
        "key_file": store / "key",
        "engine": "llama",
        "model": files.model,
        "projector": files.projector,
        "threads": threads,
        "route": "model",
        "top_k": PEOPLE,
        "max_tokens": ANSWER,
    }
    both = files.model, files.projector

    tell("ours: a cold question, then a second one")
    into_file_cache(*both)
    with Process(Ours, **settings) as ours:
        ours.call("enrol", asked_about)
        ours.call("load")
        cold = ours.call("ask", FIRST)
        seconds = [_answered(ours.call("ask", OTHERS[0]), cold)]

    tell("handler: a first question, then a second one")
    into_file_cache(*both)
    with Process(Handler, str(files.model), str(files.projector), n_ctx, threads) as handler:
        first = handler.call("ask", contents(asked_about, FIRST), ANSWER)
        handler_restart = first["first"] - handler.started
        second = handler.call("ask", contents(asked_about, OTHERS[0]), ANSWER)
        handler_memory = handler.call("memory")

    tell("ours: restarted, a first question")
    into_file_cache(*both)
    with Process(Ours, **settings) as ours:
        restart = ours.call("ask", FIRST)
        our_restart = restart["first"] - ours.started
        again = _answered(ours.call("ask", OTHERS[0]), cold)
        our_memory = ours.call("memory")
        tell("ours and the bare limit in turns")
        limits: list[tuple[float, float]] = []
        with Process(
            Bare, str(files.model), n_ctx, threads, again["tokens"] - again["computed"]
        ) as bare:
            bare.call("extend", again["computed"])  # it is loaded and filled when this returns
            for number in range(rounds):
                asked = _answered(ours.call("ask", OTHERS[(number + 1) % len(OTHERS)]), cold)
                limits.append(
                    (asked["first"] - asked["asked"], bare.call("extend", asked["computed"]))
                )
                seconds.append(asked)
    cached = sum(each.stat().st_size for each in (store / "memory").glob("cache*"))
    return {
        "cold": cold,
        "seconds": seconds,
        "handler_first": first,
        "handler_second": second,
        "handler_restart": handler_restart,
        "handler_memory": handler_memory,
        "restart": restart,
        "our_restart": our_restart,
        "our_memory": our_memory,
        "limits": limits,
        "cache_bytes": cached,
    }


def _answered(asked: dict[str, Any], cold: dict[str, Any]) -> dict[str, Any]:
    """A second question that was not about the same people would be another measurement."""
    if asked["encoded"] or asked["computed"] > 0.1 * cold["tokens"]:
        sys.exit(
            f"nothing to compare: {asked['computed']} of {asked['tokens']} tokens were computed "
            "again"
        )
    return asked


def figures(found: dict[str, Any]) -> dict[str, Any]:
    """The figures under their names, and what they are made of under "detail"."""
    cold, restart, handler = found["cold"], found["restart"], found["handler_second"]
    second = statistics.median(each["first"] - each["asked"] for each in found["seconds"])
    handler_second = handler["first"] - handler["asked"]
    theirs, ours = found["handler_memory"], found["our_memory"]["model"]
    return {
        "second_question_ratio": handler_second / second,
        "second_question_over_limit": statistics.median(
            mine / least for mine, least in found["limits"]
        ),
        "restart_ratio": found["handler_restart"] / found["our_restart"],
        "overhead_share": (cold["total"] - cold["native"]) / cold["total"],
        "resident_saved_gb": theirs["now"] - ours["now"] if theirs and ours else None,
        "detail": {
            "seconds_to_first_token": {
                "second_question": {"handler": handler_second, "ours": second},
                "after_restart": {
                    "handler": found["handler_restart"],
                    "ours": found["our_restart"],
                },
                "cold": {
                    "handler": found["handler_first"]["first"] - found["handler_first"]["asked"],
                    "ours": cold["first"] - cold["asked"],
                },
            },
            "second_questions": [
                {key: each[key] for key in ("decide", "prefill", "overhead", "tokens", "computed")}
                | {"first": each["first"] - each["asked"]}
                for each in found["seconds"]
            ],
            "ours_and_limit": found["limits"],
            "cold_question": {key: cold[key] for key in _COLD},
            "restarted_question": {key: restart[key] for key in _RESTARTED},
            "prompt_tokens": {"handler": handler["tokens"], "ours": found["seconds"][0]["tokens"]},
            "resident_gb": {"handler": theirs, **found["our_memory"]},
            "cache_bytes": found["cache_bytes"],
        },
    }


def machine(threads: int, load: Sequence[float]) -> dict[str, Any]:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = lines[0].split(":", 1)[1].strip() if lines else name
    about = {"cpu": name, "cpus": os.cpu_count(), "threads": threads}
    return {**about, "system": platform.system(), "load": list(load)}


def default_folder() -> Path:
    import platformdirs

    return platformdirs.user_cache_path("persona-assistant") / "speed"


def missed(value: float | None, name: str) -> bool:
    sign, target = TARGETS[name]
    return (
        value is None
        or not {">=": value >= target, "<=": value <= target, "<": value < target}[sign]
    )


def show(result: dict[str, Any], files: Any) -> None:
    detail = result["detail"]
    tokens = detail["prompt_tokens"]
    text, projector = files.gigabytes
    print(
        f"random weights, dimensions {result['dims']}: text {text:.2f} GB, "
        f"projector {projector:.2f} GB"
    )
    print(f"{result['machine']['cpu']}, {result['machine']['threads']} threads")
    print(f"{'':40}{'measured':>10}{'wanted':>10}")
    for name, (sign, target) in TARGETS.items():
        value = result[name]
        shown = "unknown" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"
        verdict = "  missed" if missed(value, name) else ""
        print(f"{MEANING[name]:40}{shown:>10}{f'{sign} {target:g}':>10}{verdict}")
    print(f"{'seconds to the first token':40}{'handler':>10}{'ours':>10}")
    for name, pair in detail["seconds_to_first_token"].items():
        print(f"{'  ' + name.replace('_', ' '):40}{pair['handler']:10.2f}{pair['ours']:10.2f}")
    print(
        f"the handler drops the clips: {tokens['handler']} tokens to our {tokens['ours']}; "
        "it has less to do"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dims", choices=("e4b", "tiny"), default="e4b")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--folder", type=Path, help="of the model files (default: in the user's cache)"
    )
    parser.add_argument("--threads", type=int, help="default: one per usable core")
    parser.add_argument(
        "--rounds",
        type=int,
        default=ROUNDS,
        help="questions beside the limit (default: %(default)s)",
    )
    asked = parser.parse_args()
    try:
        import llama_cpp  # noqa: F401

        from bench.speed import fullsize
    except ImportError as error:
        sys.exit(f"{error.name} is missing: pip install 'persona-assistant[llama,test]'")
    folder = (asked.folder or default_folder()).resolve()
    if folder.is_relative_to(ROOT):
        sys.exit(f"{folder} lies in the repository: name another --folder")
    usable = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    threads = asked.threads or usable

    def tell(what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    tell(f"model files in {folder}")
    try:
        files = fullsize.ensure(folder, fullsize.DIMS[asked.dims])
    except OSError as error:
        sys.exit(str(error))
    load = os.getloadavg() if hasattr(os, "getloadavg") else ()
    with tempfile.TemporaryDirectory(prefix="persona-assistant-speed-") as place:
        result = figures(measure(files, threads, Path(place), tell, asked.rounds))
    text, projector = files.gigabytes
    detail = {
        **result.pop("detail"),
        "files_gb": [text, projector],
        "seconds_to_make_files": files.seconds,
    }
    result |= {
        "dims": asked.dims,
        "machine": machine(threads, load),
        "targets_missed": [name for name in TARGETS if missed(result[name], name)],
        "detail": detail,
    }
    if asked.json:
        print(json.dumps(result, indent=2))
    else:
        show(result, files)


if __name__ == "__main__":
    main()
