"""Turns the declared equations into the source of a kernel module."""
