"""The hand-written half of a kernel: integration, events and batches, the same for every model."""
