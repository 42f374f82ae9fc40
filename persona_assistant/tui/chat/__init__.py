"""Chat: questions and answers, and what each answer stands on.

screen       the section: what is asked, queued, stopped
exchange     one question with its answer, as the section holds it
transcript   the turns above one another; only the running answer is a Markdown widget
entry        where a question is made: the field, the files it offers, what goes along
composer     the field
completion   the list of files; paths: how paths are written, pasted and dropped
attachments  what goes along, as chips
opening      a note, picture or clip in a window of its own
evidence     the panel beside: who was found, by which sense, in which note
bars         a number as a bar
"""
