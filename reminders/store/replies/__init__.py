"""Texts that came in, their answers, and what waits because of them."""
