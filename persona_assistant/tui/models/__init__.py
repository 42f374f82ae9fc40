"""The models section: what there is and fits, what is in use, and how it gets here.

screen     the section: pull, use, verify
entries    the rows: engines, encoders, models
table      their table, and the facts of the selected one
checkup    what `doctor` finds, as it finds it
"""
