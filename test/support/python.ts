// Runs the Python programs in test/interop/python: the other side of the protocol, written from PROTOCOL.md alone.
import { fileURLToPath } from 'node:url'
import { ended, type Program, type Ran, startProgram } from './program.ts'
import { pythonWithPaho } from './tools.ts'

export type PythonProgram = 'registry' | 'publish_event' | 'job_subscriber' | 'event_signature'

/** Starts a program, by default in this process's environment. Only within `needs('python3-paho-mqtt')`. */
export function startPython(
  name: PythonProgram,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Program {
  const path = fileURLToPath(new URL(`../interop/python/${name}.py`, import.meta.url))
  return startProgram(pythonWithPaho(), ['-B', path, ...args], { env })
}

/** Runs a program to its end, with `input` on its stdin; `env` is added to this process's environment. */
export function runPython(
  name: PythonProgram,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
): Promise<Ran> {
  return ended(startPython(name, args, { ...(process.env as Record<string, string>), ...env }), input)
}
