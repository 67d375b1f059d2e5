"""Scenarios and other tables read from files as they come: folders, documents, workbooks."""
