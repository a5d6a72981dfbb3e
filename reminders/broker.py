"""Kombu's Redis transport, but for one thing: when a connection breaks, nothing is put back into its queue.

Kombu (5.7) puts back what a worker had taken and not acknowledged while it closes the channel. If Redis is away at that
moment, it may ask a transport that has let go of its address already, and the worker ends: "Unrecoverable error:
'NoneType' object has no attribute 'hostname'". Our messages only wake people up, and every tick makes new ones.
"""

from __future__ import annotations

from kombu.transport import redis


class WakeUpChannel(redis.Channel):
    """A channel that leaves what it had taken where it is; Redis gives it out again after the visibility timeout."""

    do_restore = False


class WakeUpTransport(redis.Transport):
    """What `redis://` and `rediss://` mean in this project."""

    Channel = WakeUpChannel
