"""Decision analysis: pure functions on costs, effects and draws of them."""
