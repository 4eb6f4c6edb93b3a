// A directory that `jobdeck broker init` has prepared, for tests that run its result.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { parseEnv } from 'node:util'
import { runBrokerInit } from '../../src/cli/commands/broker-init.ts'
import { systemClock } from '../../src/io/clock/system-clock.ts'

export type BrokerUser = 'hermes' | 'claude-worker' | 'operator'

/** A new, empty directory; the caller removes it. */
export function emptyDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'jobdeck-project-'))
}

/** Runs `broker init` there and returns its output. */
export async function brokerInit(
  cwd: string,
  hosts: readonly string[] = [],
): Promise<{ status: number; stdout: string; stderr: string }> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  const status = await runBrokerInit(
    { cwd, clock: systemClock, stdout: collect(out), stderr: collect(err) },
    { host: hosts },
  )
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
}

/** A prepared directory with its passwords; the caller removes it. */
export async function brokerProject(): Promise<{
  directory: string
  passwordOf: (user: BrokerUser) => string
  remove: () => void
}> {
  const directory = emptyDirectory()
  await brokerInit(directory)
  return {
    directory,
    passwordOf: (user) => passwordIn(directory, user),
    remove: () => rmSync(directory, { recursive: true }),
  }
}

/** A user's password from `.env`. */
export function passwordIn(directory: string, user: BrokerUser): string {
  const variable = `JOBDECK_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`
  const password = parseEnv(readFileSync(join(directory, '.env'), 'utf8'))[variable]
  if (!password) throw new Error(`.env has no ${variable}`)
  return password
}

function collect(chunks: Buffer[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
}
