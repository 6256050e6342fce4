"""The practice page for the browser: one file that holds all it needs."""
