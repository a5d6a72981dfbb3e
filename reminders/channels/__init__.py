"""The ways out: one file per way, each an adapter of `ports.Sender`.

Provider codes, protocol replies and socket errors stop here: what leaves an adapter is a `SendOutcome`, and neither it
nor a log line nor an exception holds an address or a body.
"""
