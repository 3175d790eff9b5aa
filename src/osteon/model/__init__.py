"""What is true of a patient: the equations, their generated kernels, and lives as arrays."""
