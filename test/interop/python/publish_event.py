"""Publishes one event of a job, written from PROTOCOL.md sections 1, 2 and 5 only.

    publish_event.py --job JOB --event EVENT [--detail TEXT] [--data JSON] [--retain | --no-retain]
                     [--registry-dir DIR] [--host HOST] [--port PORT] [--timeout SEC]

Takes the next seq under the registry's lock, signs when the record has an auth_token, connects as `mqtt_common.py` says,
publishes at QoS 1 (completed and error retained), waits for the acknowledgement, sets the record's status and appends to
JOB.events.log. Prints seq=N. Exit status: 0 acknowledged, 1 not, 65 no record.
"""

import argparse
import json
import os
import sys
import threading

import event_signature
import mqtt_common
import registry

EVENTS = ("started", "permission_required", "progress", "completed", "error")
TERMINAL = ("completed", "error")


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--job", required=True)
    parser.add_argument("--event", required=True, choices=EVENTS)
    parser.add_argument("--detail", default="")
    parser.add_argument("--data", type=json.loads)
    parser.add_argument("--retain", action=argparse.BooleanOptionalAction)
    parser.add_argument("--registry-dir", default=registry.default_dir())
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--timeout", type=float, default=10)
    return parser.parse_args()


def payload_of(given, record, seq):
    payload = {
        "schema_version": 1,
        "seq": seq,
        "job_id": given.job,
        "event": given.event,
        "timestamp": registry.utc_stamp(),
        "detail": given.detail,
    }
    if given.data is not None:
        payload["data"] = given.data
    if record.get("auth_token"):
        payload = event_signature.sign(payload, record["auth_token"])
    return json.dumps(payload, ensure_ascii=False)


def publish(settings, topic, text, retain, timeout):
    client = mqtt_common.new_client(settings)
    connected = threading.Event()
    refusal = []

    def on_connect(_client, _userdata, _flags, code):
        if code != 0:
            refusal.append(f"the broker refused the connection (code {code})")
        connected.set()

    client.on_connect = on_connect
    mqtt_common.connect(client, settings)
    client.loop_start()
    try:
        if not connected.wait(timeout):
            return "the broker did not answer"
        if refusal:
            return refusal[0]
        sent = client.publish(topic, text, qos=1, retain=retain)
        sent.wait_for_publish(timeout)
        return None if sent.is_published() else "the broker did not acknowledge"
    finally:
        client.disconnect()
        client.loop_stop()


def append_log(directory, job_id, text):
    path = os.path.join(directory, job_id + ".events.log")
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (text + "\n").encode("utf-8"))
    finally:
        os.close(descriptor)


def main():
    given = parse_arguments()
    directory = given.registry_dir
    seq = registry.next_seq(directory, given.job)
    record = registry.load(directory, given.job)
    text = payload_of(given, record, seq)
    retain = given.event in TERMINAL if given.retain is None else given.retain
    settings = mqtt_common.broker_settings(record.get("broker"), given.host, given.port)
    failure = publish(settings, record["topic_prefix"] + "/events", text, retain, given.timeout)
    if failure:
        print(f"publish_event: {failure}", file=sys.stderr)
        sys.exit(1)
    registry.set_status(directory, given.job, given.event if given.event in TERMINAL else "running")
    append_log(directory, given.job, text)
    print(f"seq={seq}")


if __name__ == "__main__":
    try:
        main()
    except FileNotFoundError as error:
        print(f"publish_event: {error}", file=sys.stderr)
        sys.exit(65)
    except OSError as error:
        print(f"publish_event: {error}", file=sys.stderr)
        sys.exit(1)
