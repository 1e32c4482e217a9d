"""Looks: what a page or a file shows. Nothing here writes."""
