"""MMPB (arXiv 2509.22820) as a suite: is somebody recognised who was told of, and what they like
minded?

Its data may be used for research only and not be passed on (CC BY-NC-SA 4.0), so everything is read
from where the user put it: `records` for the table that the release's converters write, `unpacking`
for the hub's Parquet files, `conversation` for the small talk between telling and asking.
"""
