"""The decomposition: prices on the coupling rows, lanes chosen one by one, a proven bound."""
