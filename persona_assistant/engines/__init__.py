"""Prompts in, text out.

base.py           what an engine is: options in, typed events out, and what it can do besides
extractive.py     no model: the stored sentence that answers, word for word
llama/            a GGUF model on this machine, in a process of its own
endpoint.py       any OpenAI-compatible server
stop_strings.py   where an answer ends
chat_template.py  how a chat model marks whose turn it is
repetition.py     where an answer runs in circles

For servers:
chat.py           chat completions, streamed
http_client.py    one request, over httpx
characters.py     whole characters out of halves
parameters.py     which parameters a server takes
replies.py        what a server says
retry.py          when a server in trouble is asked again
"""
