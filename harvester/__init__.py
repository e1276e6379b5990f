"""Harvest news from Discuz! forums into clean JSON Lines."""
