"""Every widget in its states, one page each: to look at, and for the tests that look at them."""
