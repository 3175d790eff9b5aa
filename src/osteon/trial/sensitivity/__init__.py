"""Which uncertain numbers a trial's main results hang on: tornado and Sobol indices."""
