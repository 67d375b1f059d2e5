"""What the example scenarios share: from figures under marks to the tables of a scenario."""
