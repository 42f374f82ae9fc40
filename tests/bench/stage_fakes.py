"""Engines and judges for whole runs, and a run over the small benchmark."""

from bench_items import run as run_file
from published_rules import ABSTENTION_SENTENCE

from tests.support.fakes import ScriptedEngine

NO = ABSTENTION_SENTENCE


class Recording(ScriptedEngine):
    """An engine that keeps what it was given and abstains."""

    name = "recording"

    def __init__(self):
        self.prompts = []

    def pieces(self, prompt, options, cancel):
        self.prompts.append((prompt, options.max_tokens))
        yield "I cannot determine "
        yield "that from the provided context."


class Referee:
    """A judge that keeps what it was asked, with scripted trouble."""

    name, fingerprint, concurrency = "referee", "1", 1

    def __init__(self, trouble=None):
        self.asked, self.trouble = [], trouble or {}

    def check(self):
        if "check" in self.trouble:
            raise self.trouble["check"]

    def judge(self, gold, prediction, cancel=None):
        self.asked.append((gold, prediction))
        if prediction in self.trouble:
            raise self.trouble[prediction]
        return gold == prediction

    def close(self):
        pass


def run(items, answerer, judge=None, **options):
    return run_file(items.data, answerer, judge, **options)
