"""What one order earns under every quote: fee variants evaluated on arrays; no solver."""
