"""codroute."""
