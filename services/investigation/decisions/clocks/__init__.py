"""The clocks of a case: which ones govern it, how each stands and why, whom they alarm, who may prolong them."""
