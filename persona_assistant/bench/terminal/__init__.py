"""What a person reads in a terminal of 80 columns: `scores` of a run, `diff` of two runs."""
