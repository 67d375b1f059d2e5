"""Scenarios with changes on top: what if demand grew, a provider failed, an offer were another."""
