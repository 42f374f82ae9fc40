"""The terminal interface: a screen over the use cases that the command and the library call.

No widget holds logic. A section of the app (chat, people, conversations, models, bench, settings)
is a screen of its own; it asks `app.background` to run a use case in a thread and shows what comes
back. Text of people is shown as it is, never as markup, and passes through `text.plain`.

    app          the app: its sections, its keys, the memory's opening and its lock
    background   use cases in threads: `call` for a result, `stream` for events
    opening      what the app opens: settings in, an assistant or the reason why not
    hangup       a terminal that is gone
    section      what every section's screen has in common
    dialogs      questions in a window of their own
    text         text and Markdown as content that can be selected
    job          a long run, and the line that says how far it is and stops it
    columns      tables of content
    marks        what can be on or off
    themes       colours
    media/       pictures and clips: seen, heard, recorded
    chat/        questions and answers
    models/      what answers and recognises, and what there is to fetch
    bench/       benchmark runs
"""
