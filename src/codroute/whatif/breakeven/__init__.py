"""The value of one of its terms at which an offer starts to win, or reaches a target."""
