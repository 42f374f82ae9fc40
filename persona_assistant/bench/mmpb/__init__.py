"""MMPB (arXiv 2509.22820) as a suite: does a model recognise somebody it was told of, and mind what
they like?

Its data may be used for research only and not be passed on (CC BY-NC-SA 4.0), so everything is read
from where the user put it.

    records       the table that the release's converters write
    parquet       the hub's Parquet files, unpacked into such a table
    conversation  the small talk between telling and asking
    metrics       the release's rules for right and wrong
    suite         what the harness needs
"""
