"""Facts: drugs, cancers, bones, endpoints, trials and parameters, read from TOML."""
