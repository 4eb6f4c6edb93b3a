// A profile's password, fetched only when a connection needs it. No error ever contains what a command printed.
import { type ChildProcess, spawn } from 'node:child_process'
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../clock/clock.ts'
import type { FixedProfile } from './profile.ts'
import type { Environment } from './settings-from-env.ts'

const commandTimeoutMs = 5_000
const maxOutputBytes = 64 * 1024

/**
 * The password of a profile; null if it has none. Throws `config` when its variable is not set or its command fails, prints
 * nothing or takes longer than 5 s.
 */
export async function readSecret(
  profile: Pick<FixedProfile, 'name' | 'secret'>,
  env: Environment,
  clock: Clock,
): Promise<string | null> {
  const { secret, name } = profile
  if (secret.kind === 'none') return null
  if (secret.kind === 'plain') return secret.text
  if (secret.kind === 'command') return await commandOutput(secret.command, name, env, clock)
  const value = env[secret.variable]
  if (value) return value
  throw new JobdeckError(
    'config',
    `the password of profile "${name}" is not set: it comes from the variable ${secret.variable}`,
    `set ${secret.variable}, or run jobdeck profile edit ${name}`,
  )
}

/** The first line that a shell command prints. It runs in its own process group, so that no part of it outlives the timeout. */
async function commandOutput(command: string, name: string, env: Environment, clock: Clock): Promise<string> {
  const { child, release } = spawnHeld(command, env)
  const chunks: Buffer[] = []
  let size = 0
  const ended = await new Promise<string | null>((resolve) => {
    const giveUp = (why: string) => {
      killGroup(child.pid)
      child.stdout.destroy()
      resolve(why)
    }
    const stopTimer = clock.after(commandTimeoutMs, () => giveUp('took longer than 5 s'))
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxOutputBytes) giveUp('printed more than 64 KB')
      else chunks.push(chunk)
    })
    child.on('error', () => resolve('could not be started'))
    child.on('close', (code, signal) => {
      stopTimer()
      if (code === 0) resolve(null)
      else resolve(signal ? `was killed by ${signal}` : `failed with exit status ${code}`)
    })
  })
  release()
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)
  const why = ended ?? (line === '' ? 'printed nothing' : null)
  if (why === null) return line
  throw new JobdeckError(
    'config',
    `the password command of profile "${name}" ${why}`,
    `run it by hand: jobdeck profile show ${name} prints it`,
  )
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Commands that must not outlive this process. */
const held = new Set<ChildProcess>()

/** A separate process group does not receive the terminal's Ctrl-C, so the command is killed when this process ends first. */
function spawnHeld(command: string, env: Environment) {
  // Registered before the command can start anything.
  if (held.size === 0) {
    process.on('exit', endHeld)
    for (const signal of stopSignals) process.on(signal, dieOf)
  }
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    // Its stderr may contain the secret, so it is discarded.
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...env },
  })
  held.add(child)
  const release = () => {
    held.delete(child)
    if (held.size === 0) stopListening()
  }
  return { child, release }
}

function stopListening(): void {
  process.off('exit', endHeld)
  for (const signal of stopSignals) process.off(signal, dieOf)
}

function endHeld(): void {
  for (const child of held) killGroup(child.pid)
}

/** A process killed by a signal emits no `exit`. If other listeners exist, they decide and end the process in order. */
function dieOf(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  endHeld()
  stopListening()
  process.kill(process.pid, signal)
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has exited meanwhile.
  }
}
