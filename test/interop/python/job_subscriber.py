"""Waits for jobs to end, written from PROTOCOL.md sections 2 to 4 only.

    job_subscriber.py (--job JOB... | --wait-any) [--timeout SEC] [--idle-timeout SEC]
                      [--registry-dir DIR] [--host HOST] [--port PORT] [--topic-base TOPIC]

Prints one line per accepted event on stdout, everything else on stderr, where "subscribed" says that it listens.
--wait-any watches the registry's pending and running jobs. Connects with the observer's settings: the options, else MQTT_*.
Exit status: 0 all completed, 1 one in error, 2 total or idle time-out first, 69 no connection.
"""

import argparse
import json
import os
import queue
import sys
import time

import event_signature
import mqtt_common
import registry


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--job", nargs="+", default=[])
    parser.add_argument("--wait-any", action="store_true")
    parser.add_argument("--timeout", type=float, default=3600)
    parser.add_argument("--idle-timeout", type=float, default=120)
    parser.add_argument("--registry-dir", default=registry.default_dir())
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--topic-base", default="python/mqtt/jobs")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


class Job:
    def __init__(self, job_id, record, topic_base):
        self.id = job_id
        self.prefix = (record or {}).get("topic_prefix") or topic_base + "/" + job_id
        self.token = (record or {}).get("auth_token")
        self.seen = set()
        self.ending = None

    def accept(self, text):
        """The event, or None with the reason on stderr."""
        try:
            event = json.loads(text)
            reason = self.fault(event)
        except (ValueError, AttributeError, KeyError):
            event, reason = None, "not an event"
        if reason:
            say(f"dropped: {reason}")
            return None
        self.seen.add(event["seq"])
        if event["event"] in ("completed", "error"):
            self.ending = event["event"]
        return event

    def fault(self, event):
        if event.get("schema_version") != 1:
            return "other schema_version"
        if event["job_id"] != self.id:
            return "other job_id"
        if event["seq"] in self.seen:
            return f"duplicate seq {event['seq']}"
        if self.ending:
            return f"{event['event']} after the end"
        if self.token and event_signature.verify(event, self.token) == "forged":
            return "forged"
        return None


def jobs_of(given):
    watched = list(given.job)
    if given.wait_any:
        watched += [each["job_id"] for each in registry.records(given.registry_dir) if each["status"] in ("pending", "running")]
    jobs = {}
    for job_id in watched:
        path = registry.record_path(given.registry_dir, job_id)
        record = registry.load(given.registry_dir, job_id) if os.path.exists(path) else None
        job = Job(job_id, record, given.topic_base)
        jobs[job.prefix + "/events"] = job
    return jobs


def listen(given, topics):
    """A queue of (topic, text); None in it means that the broker refused."""
    arrived = queue.Queue()
    settings = mqtt_common.broker_settings(None, given.host, given.port)
    client = mqtt_common.new_client(settings)

    def on_connect(_client, _userdata, _flags, code):
        if code != 0:
            arrived.put(None)
            return
        client.subscribe([(topic, 1) for topic in topics])

    client.on_connect = on_connect
    client.on_subscribe = lambda *_: say("subscribed")
    client.on_message = lambda _client, _userdata, message: arrived.put((message.topic, message.payload))
    mqtt_common.connect(client, settings)
    client.loop_start()
    return arrived


def wait(given, jobs, arrived):
    total = time.monotonic() + given.timeout
    idle = time.monotonic() + given.idle_timeout
    while not all(job.ending for job in jobs.values()):
        try:
            message = arrived.get(timeout=max(0, min(total, idle) - time.monotonic()))
        except queue.Empty:
            say("timed out")
            return 2
        if message is None:
            say("the broker refused the connection")
            return 69
        topic, text = message
        event = jobs[topic].accept(text)
        if event:
            idle = time.monotonic() + given.idle_timeout
            stamp, detail = event.get("timestamp", ""), event.get("detail", "")
            print(f"{stamp} job={event['job_id']} seq={event['seq']} {event['event']:<20} {detail}", flush=True)
    return 1 if any(job.ending == "error" for job in jobs.values()) else 0


def main():
    given = parse_arguments()
    jobs = jobs_of(given)
    if not jobs:
        return 0
    try:
        arrived = listen(given, list(jobs))
    except OSError as error:
        say(f"cannot connect: {error}")
        return 69
    return wait(given, jobs, arrived)


if __name__ == "__main__":
    # Without waiting for the network thread.
    status = main()
    sys.stdout.flush()
    os._exit(status)
