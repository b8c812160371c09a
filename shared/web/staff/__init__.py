"""The persons who work at the desks: who they are, how they sign in, what doors open to them."""
