"""Numbered Alembic migrations; upgrade and downgrade are both tested on both databases."""
