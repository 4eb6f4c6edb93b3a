"""The registry as a Python program keeps it, written from PROTOCOL.md section 5 only: the other side in the interop tests.

    registry.py [--registry-dir DIR] register --prompt P [--agent A] [--session S] [--timeout SEC] [--idle-timeout SEC]
                                     [--artifact PATH]... [--topic-base T] [--auth-token TEXT] [--broker-from-env]
    registry.py [--registry-dir DIR] pick                      the oldest pending job becomes running; prints its id
    registry.py [--registry-dir DIR] status JOB STATUS
    registry.py [--registry-dir DIR] next-seq JOB [--count N]  takes N seqs, one locked step each; prints one a line
    registry.py [--registry-dir DIR] hold-lock SECONDS         prints "held", then keeps the lock

DIR is JOBDECK_REGISTRY_DIR, else .mam/jobs if it exists, else .hermes/jobs. `--broker-from-env` stores the MQTT_* settings
in the record. Exit status: 0 done, 65 no such job or an unusable record.
"""

import argparse
import contextlib
import datetime
import fcntl
import json
import os
import re
import secrets
import string
import sys
import time

ENDED = ("completed", "error", "cancelled")
STATUSES = ("pending", "running") + ENDED


def default_dir():
    fallback = ".mam/jobs" if os.path.isdir(".mam/jobs") else ".hermes/jobs"
    return os.environ.get("JOBDECK_REGISTRY_DIR") or fallback


def utc_stamp():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextlib.contextmanager
def locked(directory):
    os.makedirs(directory, mode=0o700, exist_ok=True)
    with open(os.path.join(directory, ".lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


def record_path(directory, job_id):
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", job_id):
        raise SystemExit("not a job id")
    return os.path.join(directory, job_id + ".json")


def load(directory, job_id):
    with open(record_path(directory, job_id), encoding="utf-8") as file:
        return json.load(file)


def store(directory, record):
    path = record_path(directory, record["job_id"])
    temporary = path + ".tmp"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(record, file, ensure_ascii=False, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def change(directory, job_id, fields_of):
    with locked(directory):
        record = load(directory, job_id)
        record.update(fields_of(record), updated_at=utc_stamp())
        store(directory, record)
        return record


def next_seq(directory, job_id):
    return change(directory, job_id, lambda record: {"last_seq": record["last_seq"] + 1})["last_seq"]


def set_status(directory, job_id, status):
    def fields_of(record):
        return {} if record["status"] in ENDED else {"status": status}

    return change(directory, job_id, fields_of)["status"]


def register(directory, prompt, topic_base="python/mqtt/jobs", **fields):
    alphabet = string.digits + string.ascii_lowercase
    with locked(directory):
        while True:
            job_id = "".join(secrets.choice(alphabet) for _ in range(8))
            if not os.path.lexists(record_path(directory, job_id)):
                break
        now = utc_stamp()
        record = {
            "schema_version": 1,
            "job_id": job_id,
            "status": "pending",
            "created_at": now,
            "updated_at": now,
            "prompt": prompt,
            "agent": "claude-code",
            "agent_session": None,
            "broker": None,
            "topic_prefix": topic_base + "/" + job_id,
            "timeout_sec": 3600,
            "idle_timeout_sec": 120,
            "expected_artifacts": [],
            "last_seq": 0,
            "auth_token": None,
        }
        record.update(fields)
        store(directory, record)
        return job_id


def records(directory):
    names = os.listdir(directory) if os.path.isdir(directory) else []
    return [load(directory, name[:-5]) for name in sorted(names) if name.endswith(".json") and name[0] != "."]


def pick(directory):
    with locked(directory):
        pending = [record for record in records(directory) if record["status"] == "pending"]
        if not pending:
            return None
        record = min(pending, key=lambda each: each["created_at"])
        record.update(status="running", updated_at=utc_stamp())
        store(directory, record)
        return record["job_id"]


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--registry-dir", default=default_dir())
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("register")
    new.add_argument("--prompt", required=True)
    new.add_argument("--agent", default="claude-code")
    new.add_argument("--session")
    new.add_argument("--timeout", type=float, default=3600)
    new.add_argument("--idle-timeout", type=float, default=120)
    new.add_argument("--artifact", action="append", default=[])
    new.add_argument("--topic-base", default="python/mqtt/jobs")
    new.add_argument("--auth-token")
    new.add_argument("--broker-from-env", action="store_true")
    commands.add_parser("pick")
    status = commands.add_parser("status")
    status.add_argument("job")
    status.add_argument("status", choices=STATUSES)
    seq = commands.add_parser("next-seq")
    seq.add_argument("job")
    seq.add_argument("--count", type=int, default=1)
    hold = commands.add_parser("hold-lock")
    hold.add_argument("seconds", type=float)
    return parser.parse_args()


def broker_from_env():
    return {
        "host": os.environ["MQTT_BROKER"],
        "port": int(os.environ.get("MQTT_PORT", "1883")),
        "tls": os.environ.get("MQTT_TLS", "0") == "1",
        "username": os.environ.get("MQTT_USERNAME"),
        "password": os.environ.get("MQTT_PASSWORD"),
    }


def main():
    given = parse_arguments()
    directory = given.registry_dir
    if given.command == "register":
        fields = {
            "agent": given.agent,
            "agent_session": given.session,
            "broker": broker_from_env() if given.broker_from_env else None,
            "timeout_sec": given.timeout,
            "idle_timeout_sec": given.idle_timeout,
            "expected_artifacts": given.artifact,
            "auth_token": given.auth_token,
        }
        print(register(directory, given.prompt, given.topic_base, **fields))
    elif given.command == "pick":
        job_id = pick(directory)
        if job_id is None:
            sys.exit("no pending job")
        print(job_id)
    elif given.command == "status":
        print(set_status(directory, given.job, given.status))
    elif given.command == "next-seq":
        for _ in range(given.count):
            print(next_seq(directory, given.job), flush=True)
    else:
        with locked(directory):
            print("held", flush=True)
            time.sleep(given.seconds)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError) as error:
        print(f"registry: {error}", file=sys.stderr)
        sys.exit(65)
