"""Results as every door shows them: JSON documents for programs, sentences and tables for people.

Nothing here knows a terminal: no colours, no widths, no printing. A `Table` says which of its
columns matter least, so that a narrow screen knows what to leave out.

layout       lines and tables
words        numbers, lists and names in words
durations    times, rates and sizes in words
models       models, and what was done with them
people       everybody, one person, who may be there twice
recognition  who is shown and heard, and why somebody is not known
answers      what was answered
faces        the faces of one picture
bulk         a folder enrolled, media encoded
audit        what wants a look
previews     what a change would do
consent      who agreed to what, and last days
history      what was changed and taken back
conversations  what was said, listed and searched
memories       what is remembered of the user
personality    how the user comes across
transfer     imports, exports, backups
keys         what opens the memory
calibration  how well people are told apart
"""

from persona_assistant.views.answers import (
    answer_document,
    edge_document,
    explanation_document,
    footing,
    waits_for,
)
from persona_assistant.views.audit import audit_document, audit_lines
from persona_assistant.views.bulk import (
    encoded_document,
    encoded_lines,
    enrolled,
    enrolled_document,
)
from persona_assistant.views.calibration import (
    calibration_document,
    calibration_lines,
    doubtful,
    unseen,
)
from persona_assistant.views.consent import (
    consent_document,
    consent_lines,
    retention_document,
    retention_sentences,
)
from persona_assistant.views.conversations import (
    conversation_document,
    conversation_markdown,
    conversation_page_document,
    conversation_page_lines,
    conversations_document,
    conversations_table,
    delete_all_question,
    deleted,
    deleted_document,
    hits_document,
    hits_lines,
)
from persona_assistant.views.faces import faces_document, faces_lines, faces_written
from persona_assistant.views.history import (
    edited,
    erase_question,
    history_document,
    history_lines,
    items_in_words,
    merged,
    moved,
    sentence,
    taken,
    undone_document,
    undone_lines,
)
from persona_assistant.views.keys import (
    RECOVERED,
    key_changed_lines,
    key_status_document,
    key_status_lines,
    locked_document,
    locked_line,
    recovery_document,
    recovery_ended,
    recovery_lines,
    unlocked_document,
    unlocked_line,
)
from persona_assistant.views.layout import Column, Line, Table
from persona_assistant.views.memories import (
    REMEMBERING_OFF,
    erase_memory_question,
    memories_document,
    memories_table,
    memory_changed,
    memory_counts,
    memory_document,
    memory_page_document,
    memory_page_lines,
    memory_row,
    remembering_switched,
)
from persona_assistant.views.people import (
    check_document,
    check_lines,
    described,
    forget_question,
    forgotten,
    forgotten_document,
    holdings,
    item_document,
    named,
    page_document,
    page_lines,
    people_document,
    people_table,
    persona_document,
    rejected,
    rejected_document,
    remembered,
    whose_question,
)
from persona_assistant.views.personality import (
    PERSONALITY_EXPLAINED,
    personality_document,
    personality_history_lines,
    personality_lines,
    personality_read,
    personality_reset,
    personality_showed,
    personality_sparkline,
    personality_switch,
    personality_switched_lines,
)
from persona_assistant.views.previews import (
    as_text,
    export_preview,
    forget_preview,
    merge_preview,
    move_preview,
    remove_preview,
    undo_preview,
)
from persona_assistant.views.receipts import receipt_document, receipt_lines
from persona_assistant.views.recognition import edge_sentence, explanation_lines
from persona_assistant.views.transfer import (
    backed_up,
    backup_document,
    copies_document,
    copies_left,
    exported,
    exported_document,
    imported,
    imported_document,
    plan_document,
    plan_lines,
    restore_question,
    restored,
    restored_document,
)
from persona_assistant.views.words import counted, listed, percent, shown

__all__ = [
    "PERSONALITY_EXPLAINED",
    "Column",
    "Line",
    "RECOVERED",
    "REMEMBERING_OFF",
    "Table",
    "answer_document",
    "as_text",
    "described",
    "export_preview",
    "forget_preview",
    "items_in_words",
    "merge_preview",
    "move_preview",
    "remove_preview",
    "sentence",
    "undo_preview",
    "audit_document",
    "audit_lines",
    "backed_up",
    "backup_document",
    "calibration_document",
    "calibration_lines",
    "check_document",
    "check_lines",
    "consent_document",
    "consent_lines",
    "conversation_document",
    "conversation_markdown",
    "conversation_page_document",
    "conversation_page_lines",
    "conversations_document",
    "conversations_table",
    "copies_document",
    "copies_left",
    "counted",
    "delete_all_question",
    "deleted",
    "deleted_document",
    "doubtful",
    "edge_document",
    "edge_sentence",
    "edited",
    "encoded_document",
    "encoded_lines",
    "enrolled",
    "enrolled_document",
    "erase_memory_question",
    "erase_question",
    "explanation_document",
    "explanation_lines",
    "exported",
    "exported_document",
    "faces_document",
    "faces_lines",
    "faces_written",
    "footing",
    "forget_question",
    "forgotten",
    "forgotten_document",
    "history_document",
    "history_lines",
    "hits_document",
    "hits_lines",
    "holdings",
    "imported",
    "imported_document",
    "item_document",
    "key_changed_lines",
    "key_status_document",
    "key_status_lines",
    "listed",
    "locked_document",
    "locked_line",
    "memories_document",
    "memories_table",
    "memory_changed",
    "memory_counts",
    "memory_document",
    "memory_page_document",
    "memory_page_lines",
    "memory_row",
    "remembering_switched",
    "merged",
    "moved",
    "named",
    "page_document",
    "page_lines",
    "people_document",
    "people_table",
    "percent",
    "persona_document",
    "personality_document",
    "personality_history_lines",
    "personality_lines",
    "personality_read",
    "personality_reset",
    "personality_showed",
    "personality_sparkline",
    "personality_switch",
    "personality_switched_lines",
    "plan_document",
    "plan_lines",
    "receipt_document",
    "receipt_lines",
    "recovery_document",
    "recovery_ended",
    "recovery_lines",
    "rejected",
    "rejected_document",
    "remembered",
    "restore_question",
    "restored",
    "restored_document",
    "retention_document",
    "retention_sentences",
    "shown",
    "taken",
    "undone_document",
    "undone_lines",
    "unlocked_document",
    "unlocked_line",
    "unseen",
    "waits_for",
    "whose_question",
]
