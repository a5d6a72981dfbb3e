"""Opt-outs, and what a patient may see of their own messages."""
