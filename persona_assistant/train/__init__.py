"""Training a model: adapters by SFT and RLVR, from a recipe, on corpora of one's own making.

    run                         the use case: train by a recipe
    recipes (recipe_parts, recipe_rules)        what decides a run, in one file
    estimate (devices, dimensions, footprint)   what a recipe takes in memory, disk and time
    training_run, run_folder    a run that is checked before it starts, and its folder
    trainer, callbacks          from a checked run to a finished folder
    sft, rlvr, omni_grpo        the two ways to train
    rewards, reward_function, degenerate        what a completion is worth
    families, messages          models, and prompts as they read them
    evaluation, curves, cards   how a run went
    corpus                      what is learnt from
    generator                   the package of invented people, where it is installed
    pipeline (pipeline_data, pipeline_parts, pipeline_card)   from nothing to a benchmark
    tiny                        a model small enough for a processor

torch, transformers and trl are imported when something is loaded and not before.
"""
