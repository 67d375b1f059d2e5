"""Which region an address lies in, by the places that a scenario lists; nothing is guessed."""
