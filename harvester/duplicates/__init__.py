"""Copies of texts found across boards and sites."""
