"""Figures as plain SVG: text stays text, colours are the page's, nothing is imported for them."""
