"""Eight patients at a time: vector arithmetic and the translation of generated functions."""
