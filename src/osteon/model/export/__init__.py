"""The declared equations in the languages of other simulators."""
