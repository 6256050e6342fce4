"""The .apkg for Anki. The only user of genanki."""
