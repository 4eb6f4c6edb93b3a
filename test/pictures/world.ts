// A deck to be drawn: the real one, on a real broker, where it has received every event at its time.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jobdeckBin } from '../bench/workplace.ts'
import { send } from '../support/deck/send-event.ts'
import { isFree } from '../support/free-port.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { recordedCount } from '../support/recorded-events.ts'
import { type Driver, driverOf } from '../support/terminal/driver.ts'
import { type PtyProcess, startPty } from '../support/terminal/pty-terminal.ts'
import { waitFor } from '../support/wait-for.ts'
import type { DrawnJob } from './jobs.ts'

/** 14:02:11. */
const pictureMs = Date.UTC(2026, 10, 21, 14, 2, 11)
/** The deck is there so long before the first event. */
const leadMs = 20_000
/** Wide enough for the time in the status bar. */
const size = { columns: 200, rows: 60 }

export interface World {
  readonly deck: Driver & Pick<PtyProcess, 'terminal'>
  close(): Promise<void>
}

/** The sessions of the agents, on a tmux server for them alone. */
function startSessions(jobs: readonly DrawnJob[], home: string): { end(): void } {
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-u', '-f', '/dev/null', ...args], { env: { ...process.env, TMUX: '', TMUX_TMPDIR: home } })
  for (const { session, terminal = '' } of jobs) {
    if (terminal === null) continue
    const show = ['sh', '-c', 'printf %s "$1"; exec sleep 3600', 'sh', terminal]
    tmux('new-session', '-d', '-x', '100', '-y', '30', '-s', session.replace('tmux:', ''), '--', ...show)
  }
  return { end: () => void tmux('kill-server') }
}

interface WorldOptions {
  readonly jobs: readonly DrawnJob[]
  readonly args: readonly string[]
  /** Where the broker listens: it is on the pictures. */
  readonly port: number
}

/** Starts `jobdeck …args` and brings it to the time of the pictures, where its clock stands still. */
export async function openWorld({ jobs, args, port }: WorldOptions): Promise<World> {
  if (!(await isFree(port))) throw new Error(`something listens on port ${port} already`)
  const broker = await startMosquitto({ port })
  const home = mkdtempSync(join(tmpdir(), 'jobdeck-picture-'))
  const clock = join(home, 'clock')
  const sessions = startSessions(jobs, home)
  const runUntil = (ms: number) => {
    // The deck never reads half of it.
    writeFileSync(`${clock}.new`, String(ms))
    renameSync(`${clock}.new`, clock)
  }
  const events = eventsOf(jobs)
  for (const job of jobs) writeRecord(join(home, 'jobs'), job)
  runUntil((events[0]?.atMs ?? pictureMs) - leadMs)
  const preload = fileURLToPath(new URL('programs/set-clock.ts', import.meta.url))
  const env = environmentIn(home, port)
  const pty = startPty(process.execPath, ['--import', preload, jobdeckBin, ...args], { ...size, cwd: home, env })
  const deck = driverOf(pty)
  const close = async () => {
    pty.kill('SIGKILL')
    await pty.exit
    sessions.end()
    await broker.stop()
    rmSync(home, { recursive: true, force: true })
  }
  const become = async (ms: number) => {
    runUntil(ms)
    await deck.sees(new Date(ms).toISOString().slice(11, 19))
  }
  try {
    await deck.sees(/[●*] connected/)
    for (const [index, { atMs, ...event }] of events.entries()) {
      await become(atMs)
      await send(port, event)
      await waitFor(() => recordedCount(env.JOBDECK_STATE_DIR ?? '') > index, { what: `${event.job} in the ledger` })
    }
    await become(pictureMs)
    return { deck: { ...deck, terminal: pty.terminal }, close }
  } catch (error) {
    await close()
    throw error
  }
}

function eventsOf(jobs: readonly DrawnJob[]) {
  return jobs
    .flatMap(({ id, events }) =>
      events.map(([ago, event, detail], index) => ({
        atMs: pictureMs - ago * 1000,
        job: id,
        seq: index + 1,
        event,
        detail,
      })),
    )
    .sort((a, b) => a.atMs - b.atMs)
}

function environmentIn(home: string, port: number): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    TZ: 'UTC',
    TMUX_TMPDIR: home,
    CLOCK_FILE: join(home, 'clock'),
    JOBDECK_CONFIG_DIR: join(home, 'config'),
    JOBDECK_STATE_DIR: join(home, 'state'),
    JOBDECK_REGISTRY_DIR: join(home, 'jobs'),
    MQTT_BROKER: '127.0.0.1',
    MQTT_PORT: String(port),
  }
}

function writeRecord(registry: string, job: DrawnJob): void {
  const at = `${new Date(pictureMs - job.registered * 1000).toISOString().slice(0, 19)}Z`
  const record = {
    schema_version: 1,
    job_id: job.id,
    status: 'pending',
    created_at: at,
    updated_at: at,
    prompt: job.prompt,
    agent: job.agent,
    agent_session: job.session,
    broker: null,
    topic_prefix: `python/mqtt/jobs/${job.id}`,
    timeout_sec: 3600,
    idle_timeout_sec: job.idleTimeoutSec ?? 120,
    expected_artifacts: job.artifacts ?? [],
    last_seq: 0,
    auth_token: null,
  }
  mkdirSync(registry, { recursive: true })
  writeFileSync(join(registry, `${job.id}.json`), JSON.stringify(record), { mode: 0o600 })
}
