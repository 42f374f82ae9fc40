"""The first run: where the memory lives, what opens it, who is in it.

screen     the three steps and what happens at the end of the last
steps      what each step asks
recovery   the recovery key, shown once
"""
