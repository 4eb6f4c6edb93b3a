// The real programs that tests talk to. Without one of them its tests are skipped by name; with CI set the run fails.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, inject } from 'vitest'

/** A tool by the name of its Debian package. */
export type Tool =
  | 'mosquitto'
  | 'mosquitto-clients'
  | 'tmux'
  | 'openssl'
  | 'busybox'
  | 'util-linux'
  | 'zsh'
  | 'fish'
  | 'groff-base'
  | 'python3-paho-mqtt'

declare module 'vitest' {
  export interface ProvidedContext {
    missingTools: readonly Tool[]
    /** The Python interpreter that has paho-mqtt; empty without one. */
    python: string
  }
}

const programs: Readonly<Record<Exclude<Tool, 'python3-paho-mqtt'>, readonly string[]>> = {
  mosquitto: ['mosquitto', 'mosquitto_passwd'],
  'mosquitto-clients': ['mosquitto_pub', 'mosquitto_sub'],
  tmux: ['tmux'],
  openssl: ['openssl'],
  busybox: ['busybox'],
  'util-linux': ['unshare'],
  zsh: ['zsh'],
  fish: ['fish'],
  'groff-base': ['groff'],
}

/** Looks for every tool on this machine; `global-setup.ts` does this once a run. */
export function findTools(): { missing: readonly Tool[]; python: string } {
  const missing: Tool[] = []
  for (const [tool, names] of Object.entries(programs)) if (!names.every(isInPath)) missing.push(tool as Tool)
  // Debian's package serves Debian's Python, which another Python may hide in PATH.
  const python = ['/usr/bin/python3', 'python3'].find(hasPaho) ?? ''
  if (python === '') missing.push('python3-paho-mqtt')
  return { missing, python }
}

/** `describe` for tests that talk to these tools; skipped, with the reason in its name, when one is missing. */
export function needs(...tools: readonly Tool[]): (name: string, body: () => void) => void {
  const missing = inject('missingTools').filter((tool) => tools.includes(tool))
  if (missing.length === 0) return describe
  return (name, body) => describe.skip(`${name} (needs ${missing.join(', ')})`, body)
}

/** The Python interpreter that has paho-mqtt; only for tests within `needs('python3-paho-mqtt')`. */
export function pythonWithPaho(): string {
  return inject('python')
}

function isInPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function hasPaho(python: string): boolean {
  return spawnSync(python, ['-c', 'import paho.mqtt.client'], { stdio: 'ignore' }).status === 0
}
