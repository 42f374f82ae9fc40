"""The JSON documents of models, for every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from persona_assistant.weights import bundled, registry

if TYPE_CHECKING:
    from persona_assistant.weights.availability import Hardware, ModelStatus
    from persona_assistant.weights.convert import Converted
    from persona_assistant.weights.export import ExportedEncoder
    from persona_assistant.weights.export.bundle import MadeNetwork
    from persona_assistant.weights.merge import Merged
    from persona_assistant.weights.pull import PulledModel
    from persona_assistant.weights.quantize import Quantized


def available(machine: Hardware, models: Sequence[ModelStatus]) -> dict[str, Any]:
    """All models, and what this machine has for them."""
    return {
        "folder": str(registry.models_folder()),
        "ram": machine.ram,
        "disk_free": machine.disk_free,
        "models": [_status(model) for model in models],
        "bundled": [_bundled(network) for network in bundled.networks()],
    }


def _status(status: ModelStatus) -> dict[str, Any]:
    model, present = status.known, status.installed
    return {
        "name": status.name,
        "title": model and model.title,
        "purpose": model and model.purpose,
        "repository": model and model.repository,
        "revision": model and model.revision,
        "license": model and model.license,
        "size": model.size if model else present and present.size,
        "ram_gb": model and model.ram,
        "note": model and model.note,
        "evidence": model and model.evidence,
        "source": model and model.source,
        "files": [asdict(file) for file in (model.files if model else ())],
        "patterns": list(model.patterns) if model else [],
        "fits": status.fits,
        "fits_ram": status.fits_ram,
        "fits_disk": status.fits_disk,
        "installed": present and installed(present),
    }


def _bundled(network: bundled.BundledNetwork) -> dict[str, Any]:
    return {**asdict(network), "path": str(network.path)}


def installed(model: registry.InstalledModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "folder": str(model.folder),
        "origin": model.origin,
        "repository": model.repository,
        "revision": model.revision,
        "license": model.license,
        "chat_template": model.chat_template,
        "size": model.size,
        "files": [{**asdict(file), "path": str(model.path_of(file))} for file in model.files],
    }


def pulled(result: PulledModel) -> dict[str, Any]:
    return {**installed(result.model), "already": result.already}


def verified(
    results: Sequence[registry.Verification], bundled_problems: Sequence[str]
) -> dict[str, Any]:
    return {
        "models": [
            {"name": each.model.name, "whole": each.intact, "problems": list(each.problems)}
            for each in results
        ],
        "bundled": {"whole": not bundled_problems, "problems": list(bundled_problems)},
        "whole": all(each.intact for each in results) and not bundled_problems,
    }


def merged(result: Merged) -> dict[str, Any]:
    return {"folder": str(result.folder), "matrices": result.layers, "size": result.size}


def converted(result: Converted) -> dict[str, Any]:
    return {
        "model": str(result.model),
        "projector": result.projector and str(result.projector),
        "sizes": [file.stat().st_size for file in result.files],
    }


def quantized(result: Quantized) -> dict[str, Any]:
    return {
        "file": str(result.file),
        "kind": result.kind,
        "size": result.size,
        "size_before": result.size_before,
    }


def exported(result: ExportedEncoder) -> dict[str, Any]:
    return {
        "name": result.name,
        "folder": str(result.folder),
        "installed": result.installed,
        "size": result.size,
        "encoder": result.encoder,
        "parity": [asdict(each) for each in result.parity],
        "files": [
            {"path": file.path, "size": file.size, "sha256": file.sha256} for file in result.files
        ],
    }


def made_again(made: Sequence[MadeNetwork]) -> dict[str, Any]:
    return {
        "networks": [
            {
                "name": each.network.name,
                "path": str(each.path),
                "size": each.size,
                "sha256": each.sha256,
                "published": each.network.published,
                "same": each.same,
            }
            for each in made
        ],
        "same": all(each.same for each in made),
    }
