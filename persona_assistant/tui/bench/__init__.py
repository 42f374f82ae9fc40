"""The bench section: start a benchmark run, watch it, stop it and go on, read what it scored.

screen      the section: suites, the run that goes on, earlier runs
request     what is asked before a run starts
page        one earlier run: scores, plots, report
plots       scores with their intervals, drawn in characters
"""
