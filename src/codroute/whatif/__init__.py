"""What if: other offers, other values, other rules, planned again and set side by side."""
