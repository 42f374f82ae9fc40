"""The settings section, made from the settings model itself.

listed     every setting: its value, where it was given, its help; and changing it
screen     the list and what can be done with a setting
personality  how the user comes across, and the switch; radar: drawn in characters
key_care   lock, another key, a recovery key
"""
