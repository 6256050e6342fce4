"""The printable PDF: typesetting (text into lines), faces (what a card shows), and sheets (faces on paper).

The only user of reportlab and of Pillow.
"""
