"""How an error is shown: its own message, then the command's words for what to do.

Messages of the product name no options, because a library user or a screen has none. Where an error
has a `code` of `HINTS`, the command adds which options are meant.
"""

from __future__ import annotations

from persona_assistant.errors import PersonaAssistantError

HINTS: dict[str, str] = {
    "bad_date": "--date D",
    "too_many_dates": "one --date for all, or one for each",
    "corpus_empty": "make one: persona-assistant train corpus",
    "corpus_media_missing": "name their folder: --assets DIR",
    "corpus_needs_data": "--data PATH",
    "corpus_needs_world": "--world DIR",
    "heldout_missing": "--heldout FILE",
    "pipeline_cancelled": "the same command goes on from there",
    "reader_corpus_missing": "--corpus DIR --kept-apart DIR",
    "recipe_is_no_pipeline": "persona-assistant train sft or train rlvr",
    "recipe_is_pipeline": "persona-assistant train pipeline",
    "recipe_needs_corpus": "--corpus FILE; to make one: persona-assistant train corpus",
    "recipe_needs_model": "--model DIR",
    "recipe_of_another_kind": "persona-assistant train, with that kind",
    "run_exists": "--resume",
    "training_cancelled": "the same command with --resume goes on from there",
    "training_disk_full": "--resume",
    "world_not_found": "persona-assistant train world",
    "world_not_profiled": "persona-assistant train profile",
    "bench_assets": "--assets DIR",
    "bench_cancelled": "the same command resumes, where --out was given",
    "bench_concurrency": "--concurrency N",
    "bench_contexts": "--contexts K",
    "bench_data_missing": "--data PATH; persona-assistant bench pull SUITE",
    "bench_drop": "--drop image|audio|text",
    "bench_judge": "--judge lexical|URL|F.gguf; persona-assistant models list",
    "bench_judge_model": "--judge-model NAME",
    "bench_limit": "--limit N",
    "bench_media_size": "--media small|full|none",
    "bench_not_a_run": "persona-assistant bench run SUITE --out DIR makes one",
    "bench_not_judged": "persona-assistant bench judge RUN --judge lexical",
    "bench_not_scored": "persona-assistant bench score RUN",
    "bench_option": "--set NAME=VALUE; see persona-assistant bench list",
    "bench_out": "--out DIR",
    "bench_release": "--prompt-from DIR",
    "bench_release_route": "--route model",
    "bench_route": "--route assistant|model",
    "bench_system": "--system rag|full|memory",
    "bench_shard": "--shard I/N",
    "key_file_not_named": "--key-file FILE",
    "store_not_writable": "another folder: --store DIR",
    "no_other_key": "persona-assistant key recovery; key change --passphrase",
    "no_keyring": "a forgotten passphrase: persona-assistant key change --recovery",
    "keyring_entry_missing": "persona-assistant unlock --recovery",
    "new_passphrase_needed": "set PERSONA_ASSISTANT_NEW_PASSPHRASE",
    "key_file_needed": "--key-file FILE",
    "no_conversation": "ask --new, or chat",
    "no_such_conversation": "persona-assistant conversations list",
    "similar_name": "--same or --new",
    "passphrase_needed": "--passphrase-file FILE or PERSONA_ASSISTANT_ARCHIVE_PASSPHRASE",
    "not_a_backup": "persona-assistant import FILE",
    "nobody_similar": "no --same",
    "nothing_to_add": "--image, --voice or --text",
    "no_such_face": "--face N; to see the numbers: persona-assistant faces PHOTO --preview OUT.png",
    "no_face_encoder": "PERSONA_ASSISTANT_FACE_ENCODER=builtin",
    "nothing_to_reject": "--image or --voice",
    "nothing_to_recognise": "--image, --voice or words",
    "voice_given_as_picture": "--voice",
    "picture_given_as_voice": "--image",
    "no_chat_template": "--chat-template gemma-4|gemma-3|chatml|plain",
    "model_missing": "--model FILE.gguf or NAME; to get one: persona-assistant models pull",
    "endpoint_url_missing": "--base-url URL",
    "language_model_not_used": "--engine llama --model NAME",
    "pull_offline": "--from DIR",
    "source_folder_missing": "--from DIR",
    "use_local_dataset": "bench run --data PATH",
    "token_needed": "--token TOKEN",
    "model_name_taken": "--name NAME",
    "same_file_name": "no --copy",
    "model_as_projector": "--projector F.gguf",
    "projector_added_as_model": "--projector F.gguf",
    "converter_archive": "--source ARCHIVE",
    "other_architecture": "--arch ARCH",
    "other_base": "or --anyway",
    "unknown_architecture": "--arch ARCH",
    "unknown_precision": "--precision bf16|f16|f32",
    "unknown_quantization": "--kind Q4_K_M|Q5_K_M|Q8_0|Q4_0",
    "projector_as_model": "--model FILE.gguf --projector FILE.gguf",
    "projector_file": "--projector FILE.gguf",
    "projector_mismatch": "--projector FILE.gguf",
    "projector_missing": "--projector FILE.gguf",
    "prompt_too_long": "--top-k K",
    "question_missing": "a clip of it: --spoken FILE",
    "computing_failed": "--top-k K",
}
"""By code; shown in parentheses after the message."""


def message(error: PersonaAssistantError) -> str:
    """What the command says about `error`."""
    return with_hint(str(error), error.code)


def with_hint(text: str, code: str) -> str:
    """`text` with the command's words for `code`, if there are any."""
    return f"{text.rstrip('.')} ({HINTS[code]})" if code in HINTS else text
