"""The stock rules of standard care, one module per slot."""
