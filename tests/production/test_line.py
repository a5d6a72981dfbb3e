"""Workers and beats on PostgreSQL and Redis: each message exactly once, whatever happens to the broker or a process."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
import redis

from reminders.celery_app import SYSTEM_QUEUE, make_app
from reminders.config import load_settings
from reminders.core.sending.lanes import Lane
from reminders.worker.single_flight import SingleFlight
from tests.standins import wait_until
from tests.standins.smtp import SmtpFault
from tests.standins.twilio import Fault

if TYPE_CHECKING:
    from tests.production.line import Line
    from tests.servers import RedisServer

PATIENTS = 300
OWN_SERVERS = pytest.mark.skipif(
    bool(os.environ.get("REMINDERS_TEST_DATABASE_URL") or os.environ.get("REDIS_URL")),
    reason="the servers come from the environment and cannot be stopped",
)


@pytest.mark.parametrize("lane", ["", *Lane])
def test_a_wake_up_goes_to_the_queue_of_its_lane_alone(lane: str, broker: RedisServer):
    broker.flush()
    app = make_app(load_settings({"BROKER_URL": broker.url}))
    with app.connection_for_write() as connection:
        for queue in app.amqp.queues.values():  # as a worker does
            queue(connection.default_channel).declare()
    app.send_task("reminders.tick" if not lane else "reminders.deliver", **({"queue": lane} if lane else {}))
    app.close()
    names = [SYSTEM_QUEUE, *Lane]
    with redis.Redis.from_url(broker.url) as client:
        assert {name: client.llen(name) for name in names} == {
            name: int(name == (lane or SYSTEM_QUEUE)) for name in names
        }


def test_nothing_is_kept_of_what_was_taken_nor_put_back_for_then_the_broker_may_be_gone(broker: RedisServer):
    """Keeping and putting back have ended workers whose Redis was killed: see reminders/worker/transport.py."""
    broker.flush()
    app = make_app(load_settings({"BROKER_URL": broker.url}))
    connection = app.connection_for_read()
    queue = app.amqp.queues[SYSTEM_QUEUE](connection.default_channel)
    queue.declare()
    app.send_task("reminders.tick")
    taken = queue.get(no_ack=False)
    assert taken is not None
    connection.close()
    taken.ack()  # asks no server, so that none can be missing
    app.close()
    with redis.Redis.from_url(broker.url) as client:
        assert (client.llen(SYSTEM_QUEUE), client.exists("unacked")) == (0, 0)


def test_300_patients_on_both_channels_get_each_message_once(line: Line):
    line.enroll(PATIENTS)
    for start in (line.worker, line.worker, line.beat, line.beat):
        start()
    line.wait_sent(PATIENTS, PATIENTS)
    line.assert_each_exactly_once()
    line.assert_nothing_private_was_said()


@OWN_SERVERS
def test_a_flushed_and_a_killed_redis_and_a_killed_beat_make_no_difference(line: Line):
    line.enroll(PATIENTS)
    line.box.twilio.faults.append(Fault.slow(0.4, times=-1))
    line.box.smtp.faults.append(SmtpFault.slow(0.02, times=-1))
    first, _ = line.beat(), line.beat()
    line.worker()
    line.worker()
    line.wait_sent(20, 20)
    line.broker.flush()
    line.wait_sent(60, 60)
    first.end(signal.SIGKILL)
    line.broker.kill()
    killed_at = line.sent()
    time.sleep(1.5)
    line.broker.restart()
    assert min(killed_at) < PATIENTS
    line.wait_sent(PATIENTS, PATIENTS)
    line.assert_each_exactly_once()


@OWN_SERVERS
def test_postgresql_restarted_in_the_middle_makes_no_difference(line: Line):
    line.enroll(100)
    line.box.twilio.faults.append(Fault.slow(0.4, times=-1))
    line.box.smtp.faults.append(SmtpFault.slow(0.03, times=-1))
    line.beat()
    line.worker()
    line.wait_sent(10, 10)
    line.postgres.restart()
    assert min(line.sent()) < 100
    line.wait_sent(100, 100)
    line.assert_each_exactly_once()


def test_a_worker_told_to_stop_gives_back_what_it_has_not_started_and_sends_nothing_twice(line: Line):
    line.enroll(60)
    line.box.twilio.faults.append(Fault.slow(3, times=-1))
    line.box.smtp.faults.append(SmtpFault.slow(0.05, times=-1))
    line.beat()
    first = line.worker()
    wait_until(lambda: line.box.twilio.requests >= 30 and len(line.box.smtp.accepted) >= 3)
    assert line.sent()[0] < line.box.twilio.requests  # texts are on the wire
    assert first.end(signal.SIGTERM) == 0
    # Nothing is left on the wire, and nothing has an unknown outcome: the next worker may go on at once.
    assert {message["status"] for message in line.due_messages()} == {"planned", "accepted"}
    line.box.twilio.faults.clear()
    line.box.smtp.faults.clear()
    line.worker()
    line.wait_sent(60, 60)
    line.assert_each_exactly_once()
    line.assert_nothing_private_was_said()


def test_a_second_delivery_of_a_lane_leaves_its_thread_to_other_lanes_and_is_made_up_for():
    conf = make_app(load_settings({})).conf
    assert (conf.worker_pool, conf.worker_concurrency) == ("threads", 2 + len(Lane))
    turn = SingleFlight()
    assert turn.take()
    assert not turn.take()
    assert turn.end()
    assert turn.take()
    assert not turn.end()
