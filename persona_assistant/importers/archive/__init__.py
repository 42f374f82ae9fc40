"""Archives: people in one documented file, to be kept, read by other programs or taken in
elsewhere. docs/archive.md has the layout."""

from persona_assistant.importers.archive.importer import ArchiveImporter
from persona_assistant.importers.archive.writing import Exported, write

__all__ = ["ArchiveImporter", "Exported", "write"]
