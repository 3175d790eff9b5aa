"""Claims on trial: each is one small function that looks at simulated patients and measures."""
