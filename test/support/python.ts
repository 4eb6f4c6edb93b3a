// Runs the Python programs of test/interop/python: the other side of the protocol, written from PROTOCOL.md alone.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pythonWithPaho } from './tools.ts'

type Program = 'registry' | 'publish_event' | 'job_subscriber' | 'event_signature'

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a program; `env` is added to this process's environment. Only within `needs('python3-paho-mqtt')`. */
export function startPython(
  program: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL(`../interop/python/${program}.py`, import.meta.url))
  return spawn(pythonWithPaho(), ['-B', path, ...args], { env: { ...process.env, ...env } })
}

/** Runs a program to its end, with `input` on its stdin. */
export async function runPython(
  program: Program,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ran> {
  const child = startPython(program, args, env)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(input)
  return await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}
