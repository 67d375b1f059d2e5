"""What single orders cost: quotes under every offer, and couriers' invoices checked by line."""
