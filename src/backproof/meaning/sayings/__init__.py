"""Sentences that claim: "$H$ is positive semi-definite", "the Hessian of $L$ is $D$". A table, and its reader."""
