"""Much at once from elsewhere: an archive of this product, an address book, a chat."""

from persona_assistant.importers.plan import (
    Choices,
    Imported,
    Importer,
    Plan,
    PlannedPerson,
    Skipped,
)
from persona_assistant.importers.registry import IMPORTERS, importer_of

__all__ = [
    "Choices",
    "IMPORTERS",
    "Imported",
    "Importer",
    "Plan",
    "PlannedPerson",
    "Skipped",
    "importer_of",
]
