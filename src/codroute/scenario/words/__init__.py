"""What tables, columns and choices are called, and what is said of them, in two languages."""
