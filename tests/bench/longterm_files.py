"""Files of the shape that the benchmarks of long-term memory are released in, invented here."""

from __future__ import annotations

import csv
import json

LOCOMO = [
    {
        "sample_id": "conv-1",
        "conversation": {
            "speaker_a": "Ines",
            "speaker_b": "Tomas",
            "session_2_date_time": "9:05 am on 3 June, 2023",
            "session_2": [
                {"speaker": "Tomas", "dia_id": "D2:1", "text": "My sister sold her bakery."},
                {
                    "speaker": "Ines",
                    "dia_id": "D2:2",
                    "text": "Look at this!",
                    "blip_caption": "a photo of a green canoe",
                },
            ],
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                {"speaker": "Ines", "dia_id": "D1:1", "text": "I adopted a ferret called Biscuit."},
                {"speaker": "Tomas", "dia_id": "D1:2", "text": "I play the cello on Sundays."},
            ],
        },
        "qa": [
            {
                "question": "What is the name of the ferret of Ines?",
                "answer": "Biscuit",
                "evidence": ["D1:1"],
                "category": 4,
            },
            {
                "question": "Which instruments does Tomas play?",
                "answer": "cello",
                "evidence": ["D1:2"],
                "category": 1,
            },
            {
                "question": "When did Ines adopt a ferret?",
                "answer": 2023,
                "evidence": ["D1:1"],
                "category": 2,
            },
            {
                "question": "Would Tomas like a concert?",
                "answer": "Likely yes; he plays the cello",
                "evidence": ["D1:2"],
                "category": 3,
            },
            {
                "question": "What did the sister of Ines sell?",
                "adversarial_answer": "her bakery",
                "evidence": ["D2:1"],
                "category": 5,
            },
        ],
    }
]


def locomo(folder, document=None):
    path = folder / "locomo10.json"
    path.write_text(json.dumps(LOCOMO if document is None else document))
    return path


def _long(id, kind, question, answer, **changes):
    return {
        "question_id": id,
        "question_type": kind,
        "question": question,
        "answer": answer,
        "question_date": "2023/05/30 (Tue) 23:40",
        "haystack_session_ids": ["late", "early"],
        "haystack_dates": ["2023/05/20 (Sat) 02:21", "2023/05/02 (Tue) 11:00"],
        "haystack_sessions": [
            [{"role": "user", "content": "My commute takes 45 minutes now.", "has_answer": True}],
            [
                {"role": "user", "content": "My commute takes 30 minutes."},
                {"role": "assistant", "content": "That is a long ride."},
            ],
        ],
        "answer_session_ids": ["late"],
        **changes,
    }


def longmemeval(folder, **changes):
    records = [
        _long("q1", "knowledge-update", "How long is my commute?", "45 minutes", **changes),
        _long(
            "q2_abs", "single-session-user", "What is my dog called?", "You never told of a dog."
        ),
    ]
    path = folder / "longmemeval_s.json"
    path.write_text(json.dumps(records))
    return path


def persona_mme(folder):
    (folder / "samples" / "50" / "0").mkdir(parents=True)
    (folder / "samples" / "50" / "0" / "user_data.json").write_text(
        json.dumps(
            {
                "profile": {"name": "Ines"},
                "imgs": ["pictures/ferret.png"],
                "sessions": [
                    [
                        {
                            "time": "2024-05-01 10:00",
                            "user": "<img> This is Biscuit, my ferret.",
                            "assistant": "What a lively ferret!",
                        }
                    ]
                ],
            }
        )
    )
    common = {
        "data_path": "samples/50/0",
        "time": "2024-06-01 10:00",
        "query": "What animal is Biscuit?",
        "question_type": "Entity",
    }
    questions = [
        {
            **common,
            "type": "Memory Recall",
            "choices": {"(a)": "a parrot", "(b)": "a ferret", "(c)": "a cat", "(d)": "a dog"},
            "answer": "(b)",
        },
        {
            **common,
            "type": "Personality Alignment",
            "alignment": {"chosen": "Let us play!", "rejected": "Noted."},
        },
        {**common, "type": "Memory Recall", "data_path": "samples/500/0", "choices": {}},
    ]
    path = folder / "Persona-MME.json"
    path.write_text(json.dumps(questions))
    return path


MESSAGES = [
    {"role": "system", "content": "The user is Ines."},
    {"role": "user", "content": "I love rowing a canoe."},
    {"role": "assistant", "content": "Rowing is good for the back."},
    {"role": "system", "content": "The user is Ines, a month later."},
    {"role": "user", "content": "I gave up rowing; climbing is my thing."},
]


def personamem(folder, **changes):
    row = {
        "persona_id": "7",
        "question_id": "q-1",
        "question_type": "generalizing_to_new_scenarios",
        "topic": "sport",
        "user_question_or_message": "What should I do on Sunday?",
        "correct_answer": "(b)",
        "all_options": str(["(a) Stay in bed.", "(b) Row a canoe, as you love rowing."]),
        "shared_context_id": "abc",
        "end_index_in_shared_context": "3",
        **changes,
    }
    later = {**row, "question_id": "q-2", "end_index_in_shared_context": "5"}
    path = folder / "questions_32k.csv"
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, list(row))
        table.writeheader()
        table.writerows([row, later])
    line = json.dumps({"abc": MESSAGES})
    (folder / "shared_contexts_32k.jsonl").write_text(line + "\n")
    return path


def p_soups(folder):
    for name in ("student_phd.json", "concise_detail.json", "friendly_unfriendly.json"):
        records = [
            {
                "prompt": "What is a star?",
                "chosen": "A ball of burning gas, little one.",
                "rejected": "A self-gravitating plasma in hydrostatic equilibrium.",
                "profile": "child, likes little words and gas balloons",
            }
        ] * 6
        (folder / name).write_text(json.dumps(records))
    return folder
