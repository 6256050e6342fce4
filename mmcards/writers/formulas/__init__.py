"""Formulas for every format: TeX, read (tex.py), and drawn as outlines (outlines.py)."""
