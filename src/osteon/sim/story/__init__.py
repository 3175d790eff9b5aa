"""One life, told in sentences and drawn on a page. Reads tables only."""
