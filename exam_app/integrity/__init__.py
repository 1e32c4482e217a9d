"""Finds pairs of people whose answers are more alike than independent work explains. Arrays in, evidence out."""
