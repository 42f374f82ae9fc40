"""The receipt of a verification, in words and as a document."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line

if TYPE_CHECKING:
    from persona_assistant.memory import Verification


def receipt_document(receipt: Verification) -> dict[str, Any]:
    return {
        "ok": receipt.ok,
        "files": [asdict(each) for each in receipt.files],
        "problems": list(receipt.problems),
        "looked_for": [asdict(each) for each in receipt.looked_for],
        "fingerprint": receipt.fingerprint or None,
        "found": [{"kind": kind, "file": file} for kind, file in receipt.found],
    }


def receipt_lines(receipt: Verification) -> list[Line]:
    shown = []
    for file in receipt.files:
        pages = f", {file.pages:,} pages ({file.free_pages:,} free)" if file.pages else ""
        if not file.log_bytes:
            shown.append(Line(f"Looked through {file.name}: {file.bytes:,} bytes{pages}."))
    shown.extend(
        Line(f"Looked for {kind.items:,} {kind.kind} in {kind.pieces:,} pieces.")
        for kind in receipt.looked_for
        if kind.items
    )
    if receipt.fingerprint:
        shown.append(Line(f"Fingerprint of what was looked for: {receipt.fingerprint}"))
    shown.extend(Line(f"Found {kind} in {file}.") for kind, file in receipt.found)
    shown.extend(Line(problem) for problem in receipt.problems)
    if receipt.ok:
        nothing = "Nothing was found. " if receipt.looked_for else ""
        shown.append(Line(f"{nothing}Unused bytes are zero and the write-ahead log is empty."))
    return shown
