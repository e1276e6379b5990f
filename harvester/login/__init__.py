"""Coming in as a member: accounts, cookies, and the forum's own login form."""
