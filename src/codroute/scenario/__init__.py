"""What the user states: tables, settings, their faults, and which row applies."""
