"""YAML -> decks. The only room that knows YAML; every value keeps its line and column."""
