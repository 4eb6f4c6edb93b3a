// Runs an agent's program in this terminal and reports how it ended, whatever ends it: a status, a signal, or that it could not be
// started. It stands between the terminal and the agent, and gets in nobody's way.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { CodexStream } from '../../domain/agents/codex-stream.ts'
import type { ProgramExit } from '../../domain/agents/exit-report.ts'
import { spoolDir } from '../../io/agents/hook-files.ts'
import { spoolCall } from '../../io/agents/spool.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { errnoOf } from '../../io/files/io-error.ts'
import type { LaunchFile } from './launch-file.ts'
import type { Spooled } from './spooled.ts'

export interface WrapMeans {
  readonly clock: Clock
  readonly host: NodeJS.Process
  /** Something is in the spool. */
  onSpooled(): Promise<void>
}

/** A terminal sends these to the agent itself; what comes to the wrapper alone is handed on. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const
const handedOn = ['SIGTERM', 'SIGHUP'] as const

/** Runs the agent; resolves to the exit status that a shell would give. Rejects with the system's error when the spool cannot be written. */
export async function wrapAgent(launch: LaunchFile, means: WrapMeans): Promise<number> {
  if (launch.reporting === 'exit') {
    spool(launch, { kind: 'start', agent: launch.agent }, means)
    await means.onSpooled()
  }
  const exit = await runToEnd(launch, means)
  for (const path of launch.leftovers) rmSync(path, { force: true })
  spool(launch, { kind: 'exit', agent: launch.agent, ...exit }, means)
  await means.onSpooled()
  if (exit.failure !== null) return 127
  return exit.signal === null ? (exit.status ?? 1) : 128 + (constants.signals[exit.signal as NodeJS.Signals] ?? 0)
}

function runToEnd(launch: LaunchFile, means: WrapMeans): Promise<ProgramExit> {
  const { host } = means
  return new Promise((resolve) => {
    const child = spawn(launch.program, launch.args, {
      stdio: ['inherit', launch.reporting === 'stream' ? 'pipe' : 'inherit', 'inherit'],
      env: { ...host.env, ...launch.env },
    })
    for (const signal of fromTerminal) host.on(signal, () => {})
    for (const signal of handedOn) host.on(signal, () => child.kill(signal))
    if (child.stdout) readStream(child.stdout, launch, means)
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ status: null, signal: null, failure: errnoOf(error) ?? error.message })
    })
    child.once('close', (status, signal) => resolve({ status, signal, failure: null }))
  })
}

function readStream(stdout: Readable, launch: LaunchFile, means: WrapMeans): void {
  const stream = new CodexStream()
  createInterface({ input: stdout }).on('line', (line) => {
    means.host.stdout.write(`${line}\n`)
    const call = stream.callOf(line)
    if (!call) return
    const whereabouts = { cwd: null, tmuxPane: null }
    spool(launch, { kind: 'call', agent: 'codex', call, ask: null, origin: 'run', whereabouts }, means)
    void means.onSpooled().catch(() => undefined)
  })
}

type Item = Spooled extends infer Each
  ? Each extends Spooled
    ? Omit<Each, 'registryDir' | 'jobId' | 'atMs'>
    : never
  : never

function spool({ stateDir, registryDir, jobId }: LaunchFile, item: Item, { clock }: WrapMeans): void {
  spoolCall(spoolDir(stateDir), { ...item, registryDir, jobId, atMs: clock.wallMs() })
}
