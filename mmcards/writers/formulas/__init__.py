"""Formulas for every format: TeX, read (tex.py) into elements (elements.py), and drawn as outlines (outlines.py)."""
