"""A deck's lock: when the content of each note last changed, and which cards Anki has of it.

Anki takes a new version of a note only if its time is newer, and a time that is newer without need overwrites what
the learner did. So the time of a note is that of its last change, kept in a file that is committed with the deck.
"""
