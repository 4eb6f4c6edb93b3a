// Client ids that outlive the process: the broker keeps a session for each (PROTOCOL.md §8). A lock reserves each one, because
// a broker disconnects a client when another connects with the same id.
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { JobdeckError } from '../../domain/failure.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { ioError } from '../files/io-error.ts'
import { makeDirectory } from '../files/make-directory.ts'
import { readTextFile } from '../files/read-text-file.ts'
import { loadFlock } from '../lock/flock.ts'
import { lockFileFlags } from '../lock/lock-file.ts'
import { type BrokerSettings, brokerUrl } from './settings.ts'

/** The contents of a session at the broker, according to this machine. */
export interface SessionMemory {
  readonly filters: readonly string[]
  /** When something was last heard over it: epoch milliseconds of the wall clock. */
  readonly lastHeardWallMs: number
}

export interface SessionSlotOptions {
  readonly stateDir: string
  readonly settings: BrokerSettings
  /** What else separates sessions of the same broker and login: the topic base. */
  readonly scope: string
}

const maxSlots = 64

/**
 * Claims the first slot of this broker, login and scope that no other monitor holds. Throws JobdeckError `io` when the state
 * directory cannot be used, and `config` where locking does not work.
 */
export async function claimSessionSlot({ stateDir, settings, scope }: SessionSlotOptions): Promise<SessionSlot> {
  const flock = await loadFlock()
  const folder = join(stateDir, 'sessions')
  const { username, clientIdPrefix } = settings
  const identity = JSON.stringify([brokerUrl(settings), username, clientIdPrefix, scope])
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 16)
  try {
    makeDirectory(folder)
    for (let number = 1; number <= maxSlots; number++) {
      const path = join(folder, `${name}-${number}`)
      const lock = openSync(`${path}.lock`, lockFileFlags, 0o600)
      if (flock.tryLock(lock)) return await openSlot(lock, number, `${path}.json`, clientIdPrefix)
      closeSync(lock)
    }
  } catch (error) {
    throw ioError('claim a session in', folder, error)
  }
  throw new JobdeckError(
    'io',
    `${maxSlots} monitors of ${brokerUrl(settings)} are already running`,
    'close some of them',
  )
}

async function openSlot(lock: number, number: number, path: string, clientIdPrefix: string): Promise<SessionSlot> {
  try {
    const stored = await readStored(path)
    if (stored) return new SessionSlot(lock, number, path, clientIdPrefix, stored)
    const begun = { id: randomBytes(5).toString('hex'), memory: null }
    await store(path, begun)
    return new SessionSlot(lock, number, path, clientIdPrefix, begun)
  } catch (error) {
    closeSync(lock)
    throw error
  }
}

interface Stored {
  /** Distinguishes this slot's client id from those of other state directories. */
  readonly id: string
  readonly memory: SessionMemory | null
}

/** Null when there is no readable file: a new client id begins a new session. */
async function readStored(path: string): Promise<Stored | null> {
  try {
    const { id, filters } = JSON.parse(readTextFile(path)) as { id: unknown; filters: unknown }
    if (typeof id !== 'string' || !/^[0-9a-f]{10}$/.test(id)) return null
    if (!Array.isArray(filters) || !filters.every((filter) => typeof filter === 'string')) return { id, memory: null }
    return { id, memory: { filters, lastHeardWallMs: (await stat(path)).mtimeMs } }
  } catch {
    return null
  }
}

/** Without the domain, which changes with the network. */
function hostLabel(): string {
  const [label = ''] = hostname().split('.')
  return label.replaceAll(/[^A-Za-z0-9]/g, '-').slice(0, 20)
}

async function store(path: string, { id, memory }: Stored): Promise<void> {
  const content = JSON.stringify({ id, filters: memory?.filters ?? null })
  await writeAtomically({ path, content, mode: 0o600, onExisting: 'replace' })
  if (memory) await stamp(path, memory)
}

/** The file's time says when the session was last heard: nothing is rewritten for that. */
async function stamp(path: string, { lastHeardWallMs }: SessionMemory): Promise<void> {
  await utimes(path, lastHeardWallMs / 1000, lastHeardWallMs / 1000)
}

export class SessionSlot {
  /** 1 for the first monitor of its kind on this machine, 2 for a second one beside it. */
  readonly number: number
  /** The same from run to run, but different on another host that shares the state directory. */
  readonly clientId: string
  readonly #id: string
  readonly #lock: number
  readonly #path: string
  #memory: SessionMemory | null
  #writing: Promise<void> = Promise.resolve()

  constructor(lock: number, number: number, path: string, prefix: string, { id, memory }: Stored) {
    this.#lock = lock
    this.#path = path
    this.number = number
    this.clientId = `${prefix}-${hostLabel()}-${id}-${number}`
    this.#id = id
    this.#memory = memory
  }

  /** What the broker should still have; null when there is no session. */
  get memory(): SessionMemory | null {
    return this.#memory
  }

  /** The session holds these filters now, and was heard at `lastHeardWallMs`; null when it has ended. */
  remember(memory: SessionMemory | null): void {
    const isSame = memory !== null && memory.filters.join('\n') === this.#memory?.filters.join('\n')
    this.#memory = memory
    this.#writing = this.#writing
      .then(() => (isSame ? stamp(this.#path, memory) : store(this.#path, { id: this.#id, memory })))
      // On a full disk the older state remains: the next run reports a longer gap, or unsubscribes from fewer filters.
      .catch(() => undefined)
  }

  /** Frees the slot for another monitor; the session at the broker stays. Resolves when everything is written. */
  async release(): Promise<void> {
    await this.#writing
    closeSync(this.#lock)
  }
}
