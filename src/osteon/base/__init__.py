"""The ground floor: errors, units, files, luck, citations, progress."""
