"""Accounts, cookies, and the forum's own login form, filled in."""
