// The compose files as Docker Compose reads and merges them.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

interface Bind {
  type: 'bind'
  source: string
  target: string
  read_only?: boolean
  bind?: { create_host_path?: boolean }
}
interface NamedVolume {
  type: 'volume'
  source: string
  target: string
}
interface Service {
  image: string
  command?: string[]
  ports: string[]
  volumes: (Bind | NamedVolume)[]
  healthcheck: { test: string[] }
  restart: string
}

/** A value with Compose's `!override`: it replaces the value in the base file. */
class Override {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

const overrideTag = {
  tag: '!override',
  collection: 'seq' as const,
  resolve: (sequence: { toJSON(): unknown }) => new Override(sequence.toJSON()),
}

/** The content of a compose file. */
export function readCompose(path: string): Record<string, unknown> {
  return parse(readFileSync(path, 'utf8'), { customTags: [overrideTag], merge: true })
}

/** Mappings merge key by key and sequences append, but a command is replaced, as is anything marked `!override`. */
export function mergeCompose(base: unknown, over: unknown, key = ''): unknown {
  if (over instanceof Override) return over.value
  if (Array.isArray(base) && Array.isArray(over)) return key === 'command' ? over : [...base, ...over]
  if (!isMapping(base) || !isMapping(over)) return over
  const merged: Record<string, unknown> = { ...base }
  for (const [name, value] of Object.entries(over)) merged[name] = mergeCompose(base[name], value, name)
  return merged
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The Mosquitto service of a project. */
export function mosquittoOf(project: unknown): Service {
  return (project as { services: { mosquitto: Service } }).services.mosquitto
}
