"""Fits what ships: the numbers in models/classical.

Each module is a command of its own; models/README.md says in which order they run and what they
gave. All of them learn from generated people (persona_worlds) and from written cases
(tests/reading), never from anybody's own data.

    encoders      the maps of the built-in encoders       models/classical/*.npz
    recognition   how well these tell people apart        printed by encoders --evaluate
    calibrate     evidence and thresholds of identity     models/classical/calibration.json
    meaning       what a sentence encoder adds to words   models/classical/calibration.json

They are for whoever works on the product; a user calibrates with `persona-assistant calibrate`.
"""
