"""The commands, one in each file. What several of them do stands in options, sources and printing."""
