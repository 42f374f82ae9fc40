"""Archives: people in one documented file, to be kept, read by other programs or taken in
elsewhere. The manual's page on archives (docs/ARCHIVE.md) has the layout."""

from persona_assistant.importers.archive.importer import ArchiveImporter
from persona_assistant.importers.archive.writing import Exported, write

__all__ = ["ArchiveImporter", "Exported", "write"]
