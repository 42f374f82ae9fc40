"""What a recipe asks of a machine, before anybody rents one.

What can be counted is counted. Times are operations and bytes over what a device can do at best,
between the shares of it that training with transformers reaches on a good and on a bad day, so
every time is a range. Each figure says what is behind it; what was measured instead is in
bench/results/.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import asdict, dataclass, field
from typing import Any

from persona_assistant.errors import BadInput
from persona_assistant.train.devices import DEVICES, GIB, Device, device_of
from persona_assistant.train.dimensions import Dimensions, dimensions
from persona_assistant.train.footprint import Assumed, Memory, Tokens, memory_of, scores, tokens_of
from persona_assistant.train.recipe_parts import Recipe

__all__ = ["Assumed", "DEVICES", "Estimate", "device_of", "estimate", "render", "to_json"]


EVIDENCE = {
    "parameters": "counted; equal to the classes of transformers 5.23",
    "adapter, gradients, optimizer, cache": "counted",
    "activations": "counted; equal to what autograd saves on a processor within 1 %; "
    "on a GPU not measured",
    "prefill, encoders, overhead": "estimated; not measured",
    "time": "estimated: published peak rates x assumed utilisation; not measured",
    "disk": "counted; quantized size by the bits per weight of published files",
}
"""What is behind the figures."""


@dataclass(frozen=True, slots=True)
class Disk:
    """GB (powers of ten, as disks are sold)."""

    base: float
    checkpoints: float
    merged: float
    gguf: float
    """Full-precision text model and projector, from which the next is made."""
    quantized: float

    @property
    def total(self) -> float:
        return self.base + self.checkpoints + self.merged + self.gguf + self.quantized


@dataclass(frozen=True, slots=True)
class Span:
    """Between a good and a bad day."""

    low: float
    high: float

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high)

    def times(self, factor: float) -> Span:
        return Span(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Time:
    steps: int
    tokens: int
    """Of a step on all GPUs: prompts and completions."""
    operations: float
    """Of a step on one GPU, evaluation left out."""
    generation: Span
    """Seconds of a step."""
    training: Span
    """Seconds of a step, the reference's pass included."""
    evaluation: Span
    """Hours of the whole run."""
    hours: Span
    cost: Span | None
    """Hours x GPUs x rate."""


@dataclass(frozen=True, slots=True)
class Estimate:
    recipe: str
    kind: str
    model: str
    device: Device
    gpus: int
    parameters: dict[str, int]
    tokens: Tokens
    memory: Memory
    disk: Disk
    time: Time
    fits: bool
    fits_on: dict[str, bool]
    full_logits: float
    """GiB more without the fused head: logits of a whole pass and their gradient, single
    precision."""
    full_attention: float
    """GiB more if the GPU's attention kernel kept a matrix of scores, as torch's plain one does."""
    assumed: Assumed
    evidence: dict[str, str] = field(default_factory=lambda: dict(EVIDENCE))


_BITS = {"quantized": 5.35}
"""Q4_K_M as published: 4,977,171,584 bytes for E4B's text model, 3,106,738,272 for E2B's."""


def estimate(
    recipe: Recipe,
    *,
    device: str | Device | None = None,
    gpus: int = 1,
    rate: float | None = None,
    assumed: Assumed | None = None,
) -> Estimate:
    """Memory, disk and time of `recipe` on `gpus` devices that each hold the whole model (default:
    one H100).

    `rate`: price of one GPU for an hour. Raises BadInput for a model whose dimensions are not
    known, or a device whose rates are not.
    """
    assumed = assumed or Assumed()
    if gpus < 1:
        raise BadInput(f"at least one GPU is needed, not {gpus}")
    if rate is not None and not (math.isfinite(rate) and rate >= 0):
        raise BadInput(f"the rate of a GPU is a price for an hour, 0 or more, not {rate}")
    machine = device if isinstance(device, Device) else device_of(device or "h100")
    model = dimensions(recipe.model.name)
    tokens = tokens_of(recipe, model, assumed)
    memory = memory_of(recipe, model, tokens, assumed, on_gpu=machine.name != "cpu")
    fits_on = {
        name: memory_of(recipe, model, tokens, assumed, on_gpu=name != "cpu").peak <= each.memory
        for name, each in DEVICES.items()
    }
    rows = recipe.optim.batch * tokens.completion
    return Estimate(
        recipe=recipe.name,
        kind=recipe.kind,
        model=model.name,
        device=machine,
        gpus=gpus,
        parameters={
            "all": model.parameters,
            "text": model.text.parameters,
            "embeddings": model.text.embeddings,
            "vision": model.vision.parameters,
            "audio": model.audio.parameters,
            "trained": model.text.lora(recipe.lora.r),
        },
        tokens=tokens,
        memory=memory,
        disk=_disk(recipe, model),
        time=_time(recipe, model, tokens, machine, gpus, rate),
        fits=memory.peak <= machine.memory,
        fits_on=fits_on,
        full_logits=rows * model.text.vocabulary * 4 * 2 / GIB,
        full_attention=scores(recipe, model, tokens) / GIB,
        assumed=assumed,
    )


# --- disk


def _disk(recipe: Recipe, model: Dimensions) -> Disk:
    width = 2 if recipe.run.precision == "bf16" else 4
    trained = model.text.lora(recipe.lora.r)
    towers = 2 * (model.vision.parameters + model.audio.parameters)
    # Adapter and optimizer states of those that are kept, of the best one and of the one being
    # written.
    checkpoints = (recipe.run.keep + 2) * 12 * trained
    sizes = {
        "base": model.parameters * width,
        "checkpoints": checkpoints,
        "merged": model.parameters * width,
        "gguf": 2 * model.text.parameters + towers,
        "quantized": model.text.parameters * _BITS["quantized"] / 8,
    }
    return Disk(**{name: size / 1e9 for name, size in sizes.items()})


# --- time


def _time(
    recipe: Recipe,
    model: Dimensions,
    tokens: Tokens,
    machine: Device,
    gpus: int,
    rate: float | None,
) -> Time:
    optim, text = recipe.optim, model.text
    rows = optim.batch * optim.accumulate
    row = tokens.prompt + tokens.completion
    steps = optim.steps or math.ceil((optim.epochs or 0) * recipe.data.records / (rows * gpus))
    there = text.forward(row) + text.head(tokens.completion) + _towers(recipe, model, tokens)
    back = text.forward(row) + 2 * text.head(tokens.completion)
    again = text.forward(row) if recipe.run.checkpointing else 0.0
    reference = there if recipe.policy is not None and recipe.policy.beta > 0 else 0.0
    trained = rows * (there + back + again + reference)
    read = (
        rows * (text.forward(tokens.prompt) + _towers(recipe, model, tokens))
        if recipe.sampling
        else 0.0
    )
    generation = Span(0.0, 0.0)
    if recipe.sampling is not None:
        generation = _at(machine, read) + _spoken(recipe, model, tokens, machine, rows, (0.25, 1.0))
    training = _at(machine, trained)
    evaluation = _evaluation(recipe, model, tokens, machine, steps)
    hours = (generation + training).times(steps / 3600) + evaluation
    return Time(
        steps=steps,
        tokens=gpus * rows * row,
        operations=trained + read,
        generation=generation,
        training=training,
        evaluation=evaluation,
        hours=hours,
        cost=None if rate is None else hours.times(gpus * rate),
    )


def _towers(recipe: Recipe, model: Dimensions, tokens: Tokens) -> float:
    """Operations of the encoders for one prompt."""
    seen = tokens.images * recipe.model.image_tokens
    return model.vision.forward(seen) + model.audio.forward(max(0, tokens.soft - seen))


def _at(machine: Device, operations: float) -> Span:
    worst, best = machine.training
    return Span(operations / (machine.operations * best), operations / (machine.operations * worst))


def _spoken(
    recipe: Recipe,
    model: Dimensions,
    tokens: Tokens,
    machine: Device,
    rows: int,
    share: tuple[float, float],
) -> Span:
    """Seconds for `rows` completions side by side, the longest of which has a `share` (at best, at
    worst) of the tokens allowed."""
    width = 2 if recipe.run.precision == "bf16" else 4
    text = model.text
    weights = (text.multiplied + text.hidden * text.vocabulary) * width
    cache = rows * text.cache(tokens.prompt + tokens.completion) * width
    worst, best = machine.reading
    slow, quick = machine.launch
    least = max(quick, (weights + cache) / (machine.bandwidth * best))
    most = slow + (weights + cache) / (machine.bandwidth * worst)
    return Span(share[0] * tokens.completion * least, share[1] * tokens.completion * most)


def _evaluation(
    recipe: Recipe, model: Dimensions, tokens: Tokens, machine: Device, steps: int
) -> Span:
    """Hours: every item is read and answered on its own, before the first step and at each
    evaluation."""
    every = recipe.run.evaluate_steps
    if not every:
        return Span(0.0, 0.0)
    prompt = _at(machine, model.text.forward(tokens.prompt) + _towers(recipe, model, tokens))
    item = prompt + _spoken(recipe, model, tokens, machine, 1, (0.125, 0.5))
    return item.times((1 + steps // every) * recipe.run.evaluate_items / 3600)


# --- shown


def to_json(given: Estimate) -> dict[str, Any]:
    """Plain values: memory in GiB, disk in GB, times in seconds and hours, as ranges of low and
    high."""
    shown = asdict(given)
    memory, disk = given.memory, given.disk
    shown["memory"] |= {
        "training": memory.training,
        "generating": memory.generating,
        "peak": memory.peak,
    }
    shown["disk"] |= {"total": disk.total}
    shown["device"] = {
        "name": given.device.name,
        "title": given.device.title,
        "memory": given.device.memory,
    }
    rounded: dict[str, Any] = _rounded(shown)
    return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return float(f"{value:.6g}") if isinstance(value, float) else value


def render(given: Estimate) -> str:
    """Text of at most 80 columns."""
    many = f"{given.gpus} x " if given.gpus > 1 else ""
    lines = [f"{given.recipe} ({given.kind}) on {many}{given.device.title}", ""]
    lines += [
        "Parameters",
        *(f"  {name:<12}{count:>16,}" for name, count in given.parameters.items()),
        "",
    ]
    lines += _memory_lines(given)
    lines += [
        "Disk, GB",
        *(f"  {name:<12}{value:>8.2f}" for name, value in asdict(given.disk).items()),
    ]
    lines += [f"  {'total':<12}{given.disk.total:>8.2f}", ""]
    lines += _time_lines(given)
    lines += ["", "What is behind the figures"]
    for name, evidence in given.evidence.items():
        lines += textwrap.wrap(
            f"{name}: {evidence}", 78, initial_indent="  ", subsequent_indent="    "
        )
    return "\n".join(lines) + "\n"


_MEMORY = {
    "weights": "",
    "adapter": "LoRA, single precision",
    "gradients": "of LoRA",
    "optimizer": "AdamW, of LoRA",
    "activations": "of the pass that is trained",
    "logits": "tiles of the fused head",
    "encoders": "passing through the towers",
    "cache": "while generating",
    "prefill": "while generating",
    "reference": "the same model, adapter off",
    "overhead": "context and waste",
}


def _memory_lines(given: Estimate) -> list[str]:
    memory, tokens = given.memory, given.tokens
    unused = () if given.kind == "rlvr" else ("cache", "prefill", "reference")
    shown = ["Memory of each GPU, GiB" if given.device.name != "cpu" else "Memory, GiB"]
    shown += [
        f"  {name:<12}{getattr(memory, name):>8.2f}  {about}".rstrip()
        for name, about in _MEMORY.items()
        if name not in unused
    ]
    by = f"training {memory.training:.1f}" + (
        f", generating {memory.generating:.1f}" if not unused else ""
    )
    fitting = [name for name, fits in given.fits_on.items() if fits]
    return [
        *shown,
        f"  {'peak':<12}{memory.peak:>8.2f}  {by}",
        f"  {'fits in' if given.fits else 'DOES NOT FIT in'} {given.device.memory:g} GiB; fits on: "
        f"{', '.join(fitting) or 'none of the devices known'}",
        f"  prompts of {tokens.prompt} tokens ({tokens.soft} of pictures and clips), answers of "
        f"up to {tokens.completion}",
        f"  without a fused head {given.full_logits:.1f} more; with plain attention "
        f"{given.full_attention:.1f} more",
        "",
    ]


def _time_lines(given: Estimate) -> list[str]:
    time = given.time
    lines = [
        f"Time: {time.steps:,} steps of {time.tokens:,} tokens in all, "
        f"{time.operations / 1e12:,.1f} Tflop on each device"
    ]
    if given.kind == "rlvr":
        lines.append(f"  generation  {_lasting(time.generation)} a step")
    lines.append(f"  training    {_lasting(time.training)} a step")
    lines.append(f"  evaluation  {_lasting(time.evaluation.times(3600))}")
    lines.append(f"  in all      {_lasting(time.hours.times(3600))}")
    if time.cost is not None:
        lines.append(f"  cost        {time.cost.low:,.2f} to {time.cost.high:,.2f}")
    return lines


def _lasting(seconds: Span) -> str:
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if seconds.high >= 2 * size:
            return f"{_short(seconds.low / size)} to {_short(seconds.high / size)} {unit}"
    return f"{_short(seconds.low)} to {_short(seconds.high)} s"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
