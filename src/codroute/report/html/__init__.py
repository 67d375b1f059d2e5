"""Pages that need nothing but themselves: one file each, opened from disk, printed or sent."""
