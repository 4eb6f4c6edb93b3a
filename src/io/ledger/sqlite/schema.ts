// The tables of the ledger, as numbered migrations: the file's `user_version` says how many it has been through. A released
// migration is never edited; a change is a new one at the end.

/** Marks the file as a ledger of jobdeck (`PRAGMA application_id`): "jobd". */
export const applicationId = 0x6a6f6264

const version1 = `
CREATE TABLE brokers (
  id INTEGER PRIMARY KEY,
  name ANY NOT NULL UNIQUE,
  -- When the broker was last known to be heard: whatever came between then and the next connection may be missing.
  heard_wall_ms INTEGER, heard_boot TEXT, heard_boot_ms INTEGER,
  -- Whether the JSON lines of jobdeck 0.1.0 have been taken in, and how many of them were unreadable.
  has_journal INTEGER NOT NULL DEFAULT 0,
  unreadable_lines INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY,
  broker INTEGER NOT NULL REFERENCES brokers,
  job TEXT NOT NULL,
  -- Bytes of the payloads that are kept.
  bytes INTEGER NOT NULL DEFAULT 0,
  has_ended INTEGER NOT NULL DEFAULT 0,
  -- Whether the registry has a record of it: strangers never push it out.
  has_record INTEGER NOT NULL DEFAULT 0,
  last_wall_ms INTEGER NOT NULL DEFAULT 0,
  -- The highest seq that was taken for an event of ours; such a seq is never taken again.
  taken_seq INTEGER NOT NULL DEFAULT 0,
  -- JSON, see job-summary.ts: what a deck shows of the job without reading its events.
  summary TEXT NOT NULL,
  UNIQUE (broker, job)
) STRICT;

-- The only index of its size besides the rows themselves: it finds repeats and the events of one job.
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  topic ANY NOT NULL,
  payload ANY NOT NULL,
  retained INTEGER NOT NULL,
  source TEXT NOT NULL,
  note TEXT,
  effect TEXT NOT NULL,
  wall_ms INTEGER NOT NULL, boot TEXT, boot_ms INTEGER,
  UNIQUE (job, seq, hash)
) STRICT;

CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  broker INTEGER NOT NULL REFERENCES brokers,
  from_wall_ms INTEGER NOT NULL, from_boot TEXT, from_boot_ms INTEGER,
  to_wall_ms INTEGER NOT NULL, to_boot TEXT, to_boot_ms INTEGER,
  why TEXT NOT NULL,
  UNIQUE (broker, from_wall_ms, to_wall_ms, why)
) STRICT;

-- How much of the log files of jobs has been taken in.
CREATE TABLE log_marks (
  broker INTEGER NOT NULL REFERENCES brokers,
  path ANY NOT NULL,
  job TEXT NOT NULL,
  identity TEXT NOT NULL,
  offset INTEGER NOT NULL,
  size INTEGER NOT NULL,
  unreadable INTEGER NOT NULL,
  PRIMARY KEY (broker, path)
) STRICT;

CREATE TABLE deadlines (
  job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
  total_wall_ms INTEGER, total_boot TEXT, total_boot_ms INTEGER,
  idle_wall_ms INTEGER, idle_boot TEXT, idle_boot_ms INTEGER,
  timed_out TEXT
) STRICT;

CREATE TABLE acknowledgements (
  job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
  what TEXT NOT NULL,
  wall_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  broker INTEGER NOT NULL REFERENCES brokers,
  job TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL,
  topic ANY NOT NULL,
  payload ANY NOT NULL,
  retain INTEGER NOT NULL,
  -- Where the job's record is; null for a job without one.
  registry ANY,
  -- How to find the broker's settings: by a profile's name, or in the job's record when it is null.
  profile TEXT, username ANY, cert_file ANY,
  -- While it is reserved: the file that becomes the record as soon as the seq is taken.
  staged ANY,
  state TEXT NOT NULL,
  reason ANY,
  attempts INTEGER NOT NULL DEFAULT 0,
  queued_wall_ms INTEGER NOT NULL, queued_boot TEXT, queued_boot_ms INTEGER,
  -- After this long without success it is given up; null waits for ever.
  lifetime_ms INTEGER,
  changed_wall_ms INTEGER NOT NULL,
  UNIQUE (broker, job, seq, hash)
) STRICT;
CREATE INDEX outbox_unfinished ON outbox (broker, id) WHERE state IN ('reserved', 'queued', 'sending', 'delivered');
`

const version2 = `
-- What the user has decided about a job: that it does not call, and in which state it was dismissed (null: it is on the deck).
CREATE TABLE flags (
  job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
  silenced INTEGER NOT NULL,
  dismissed TEXT
) STRICT;
`

const version3 = `
-- What has happened to this file, until a person has seen it.
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  wall_ms INTEGER NOT NULL,
  message TEXT NOT NULL,
  hint TEXT,
  UNIQUE (message, hint)
) STRICT;
`

/** The first brings an empty file to version 1, the next to version 2, and so on. */
export const migrations: readonly string[] = [version1, version2, version3]
