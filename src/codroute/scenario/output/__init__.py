"""Scenarios written down: folders, documents, workbooks, and empty ones to be filled in."""
