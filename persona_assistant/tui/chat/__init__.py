"""Chat: questions and answers, and what each answer stands on.

screen       the section: what is asked, queued, stopped
exchange     one question with its answer, as the section holds it
transcript   the turns above one another; only the running answer is a Markdown widget
composer     where a question is written, with what goes along
evidence     the panel beside: who was found, by which sense, in which note
bars         a number as a bar
"""
