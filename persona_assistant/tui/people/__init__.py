"""The people section: everybody, one person, and every correction of what is remembered.

    screen       the list, the page and the keys; which flow an action begins
    people_list  everybody, drawn line by line
    page         one person: names, consent, notes, pictures, clips
    forms        several answers in one window
    choosing     one of the people, one of the faces
    adding       flows: somebody new, more of somebody
    correcting   flows: notes, items, names, two people
    keeping      flows: consent, forgetting, saving
    timeline     flows: the history and undoing; what an audit found
    carrying     flows: imports, exports, backups
    tray         pictures and clips of nobody known, and whose they are

A flow is a coroutine: it asks in windows, calls use cases in threads, and says what it did.
"""
