"""What an OpenAI-compatible server says, as far as it can be understood and shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant import json_documents
from persona_assistant.engines.base import FinishReason, Usage
from persona_assistant.engines.characters import whole
from persona_assistant.errors import EndpointError
from persona_assistant.pmg import Modality

Message = dict[str, Any]

_MODEL_FIELDS = ("owned_by", "parent")
_META_FIELDS = ("vocab_type", "n_vocab", "n_ctx_train", "n_embd", "n_params", "size")
"""What llama-server lists of a model's file under "meta"."""
_WINDOW_FIELDS = ("loaded_context_length", "max_model_len", "n_ctx", "context_length")
_MODALITIES: Mapping[str, Modality] = {"image": "image", "audio": "voice"}
_CONTENT_TYPES: Mapping[Modality, str] = {"image": "image_url", "voice": "input_audio"}
_ABOUT: Mapping[Modality, re.Pattern[str]] = {
    "image": re.compile(r"(?i)\bimages?\b|image_url|\bvision\b|\bpictures?\b"),
    "voice": re.compile(r"(?i)\baudios?\b|input_audio"),
}
_ABOUT_MEDIA = re.compile(r"(?i)multi-?modal|mmproj|\bmedia\b|content type")
_DOES_NOT_TAKE = re.compile(
    r"(?i)not (?:\w+ )?(?:support|accept|enabled|allowed)|unsupported|no \w+ found that support"
    r"|at most 0|mmproj|unknown variant|missing data required|text[- ]only"
    r"|not (?:an? )?(?:multi-?modal|vision)|(?:invalid|unknown) (?:content )?type"
)
_LONGEST_MESSAGE = 200
_LARGEST_COUNT = 2**53


def parse_json(data: bytes, address: str) -> Any:
    """Raises EndpointError."""
    try:
        return json_documents.loads(data)
    except ValueError:
        raise EndpointError(
            f"{address} replied with broken JSON: is it an OpenAI-compatible server?"
        ) from None


def models_of(listing: Any) -> dict[str, dict[str, Any]]:
    """The entries of a server's list, by name, in its order."""
    entries = listing.get("data") if isinstance(listing, dict) else None
    listed = entries if isinstance(entries, list) else []
    named = [entry for entry in listed if isinstance(entry, dict)]
    return {whole(entry["id"]): entry for entry in named if isinstance(entry.get("id"), str)}


def identity_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """What tells one model from another under the same name, and is the same for each copy of a
    server.

    Times, generated ids and lengths of context are left out, and of a path everything but its end.
    """
    meta = entry.get("meta")
    fields = {name: entry.get(name) for name in _MODEL_FIELDS}
    fields |= {name: meta.get(name) for name in _META_FIELDS} if isinstance(meta, dict) else {}
    if isinstance(entry.get("root"), str):
        fields["root"] = re.split(r"[/\\]", entry["root"].rstrip("/\\"))[-1]
    return {
        name: whole(str(value)) for name, value in fields.items() if isinstance(value, (str, int))
    }


def window_of(entry: Mapping[str, Any]) -> int | None:
    """Tokens of prompt and answer that a server says a model holds: vLLM, llama-server, LM Studio
    and OpenRouter each have a word for it."""
    meta = entry.get("meta")
    places = [entry, *([meta] if isinstance(meta, dict) else [])]
    found = (_count(place.get(name)) for name in _WINDOW_FIELDS for place in places)
    return next((value for value in found if value), None)


def takes_of(entry: Mapping[str, Any]) -> frozenset[Modality] | None:
    """What a server says a model takes; None where it says nothing."""
    about = entry.get("architecture")
    listed = about.get("input_modalities") if isinstance(about, dict) else None
    if not isinstance(listed, list):
        return None
    return frozenset({"text", *(kind for name, kind in _MODALITIES.items() if name in listed)})


def refused_media(words: str, messages: Sequence[Message]) -> frozenset[Modality]:
    """Which of the media that were sent a server says its model does not take, in the words of
    vLLM, llama-server, Ollama, OpenRouter and others."""
    if not _DOES_NOT_TAKE.search(words):
        return frozenset()
    sent = _media_of(messages)
    named = {kind for kind, about in _ABOUT.items() if about.search(words)}
    if not named and _ABOUT_MEDIA.search(words):
        return sent
    return sent & named


def _media_of(messages: Sequence[Message]) -> frozenset[Modality]:
    contents = [message.get("content") for message in messages]
    types = {part.get("type") for each in contents if isinstance(each, list) for part in each}
    return frozenset(kind for kind, type_ in _CONTENT_TYPES.items() if type_ in types)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One document of a reply."""

    text: str = ""
    finish_reason: FinishReason | None = None
    """In the last document that holds text, or right after it."""
    usage: Usage | None = None


def chunk_of(document: Any, part: str, address: str) -> Chunk:
    """`part`: "delta" of a stream, "message" of a whole reply. Raises EndpointError for a document
    that is no chat completion."""
    try:
        usage = document.get("usage")
        counts = usage_of(usage) if isinstance(usage, dict) else None
        choices = document["choices"]
        if not choices:
            return Chunk(usage=counts)  # such as the closing count of tokens
        content = (choices[0].get(part) or {}).get("content") or ""
        if not isinstance(content, str):
            raise TypeError
        reason = choices[0].get("finish_reason")
    except (KeyError, TypeError, AttributeError, IndexError):
        raise EndpointError(f"{address} replied with JSON that is not a chat completion.") from None
    finished: FinishReason | None = None
    if reason:
        finished = "length" if reason == "length" else "stop"
    return Chunk(content, finished, counts)


def usage_of(usage: Mapping[str, Any]) -> Usage:
    details = usage.get("prompt_tokens_details")
    prompt, answer = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else None
    return Usage(prompt, None if prompt is None or cached is None else prompt - cached, answer)


def _count(value: Any) -> int | None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value <= _LARGEST_COUNT else None


def error_words(reply: Any, messages: Sequence[Message], key: str) -> str:
    """The server's own words as the end of an error line; a full stop where they repeat the prompt
    or the key, or there are none."""
    error = reply.get("error", reply) if isinstance(reply, dict) else reply
    words = error.get("message") or error.get("detail") if isinstance(error, dict) else error
    if not isinstance(words, str):
        return "."
    words = " ".join(whole(words).split())
    words = re.sub(r"[A-Za-z0-9+/=_-]{60,}", "...", words)[:_LONGEST_MESSAGE]
    if not words or (key and key in words) or _repeats(words, messages):
        return "."
    return f": {words}"


def _repeats(words: str, messages: Sequence[Message], run: int = 16) -> bool:
    """Whether `words` holds `run` characters in a row (or all) of a text that was sent."""
    for message in messages:
        content = message.get("content")
        sent = (
            [content]
            if isinstance(content, str)
            else [part.get("text", "") for part in content or ()]
        )
        for text in (" ".join(text.split()) for text in sent):
            width = min(run, len(text))
            if width > 2 and any(
                words[i : i + width] in text for i in range(len(words) - width + 1)
            ):
                return True
    return False
