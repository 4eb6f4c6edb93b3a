// The doctor's checks of files: the profiles, secrets that others can read, the ledger, the registry.
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { parseUtcStamp } from '../../domain/text/timestamp.ts'
import { examineLedger } from '../../io/ledger/open-ledger.ts'
import type { LedgerExamination } from '../../io/ledger/sqlite/examine-ledger.ts'
import { withDirectoryLock } from '../../io/lock/directory-lock.ts'
import { loadFlock } from '../../io/lock/flock.ts'
import type { Profile } from '../../io/profiles/profile.ts'
import type { Profiles } from '../../io/profiles/profiles.ts'
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { readRegistry } from '../../io/registry/read-registry.ts'
import type { RegistrySnapshot } from '../../io/registry/record-cache.ts'
import { type Finding, fault, fine, warning } from './finding.ts'

const othersMayRead = 0o077
/** This many broken records are named; the rest are counted. */
const maxNamed = 5
/** The clocks of two machines differ a little; more than this is worth a warning. */
const clockToleranceMs = 60_000

/** The ledger needs this much to be opened at all. */
const leastFreeBytes = 256 * 1024

interface ConfigurationOptions {
  readonly env: Environment
  readonly cwd: string
  readonly stateDir: string
  readonly profiles: Profiles
}

/** The file of profiles, its modes, the other files that hold secrets, and the state directory. */
export async function checkConfiguration(options: ConfigurationOptions): Promise<readonly Finding[]> {
  const { env, cwd, stateDir, profiles } = options
  const problem = profiles.problem()
  const saved = profiles.list().filter((profile) => profile.origin === 'saved')
  const count = saved.length === 1 ? '1 saved profile' : `${saved.length} saved profiles`
  const state = problem
    ? fault('profiles', problem.message, problem.hint)
    : fine('profiles', saved.length === 0 ? 'none saved' : `${count} in ${profiles.file}`)
  const exposed = await Promise.all([
    checkMode('profiles', dirname(profiles.file), 'chmod 700'),
    checkMode('profiles', profiles.file, 'chmod 600'),
    checkMode('env file', join(cwd, '.env'), 'chmod 600'),
    ...keyFilesOf(saved, env).map((file) => checkMode('key', file, 'chmod 600')),
  ])
  return [state, ...exposed.filter((finding) => finding !== null), ...(await checkState(stateDir))]
}

/** The state directory, and the ledger in it. */
async function checkState(stateDir: string): Promise<readonly Finding[]> {
  const place = await checkWritable('state', stateDir)
  if (place.level !== 'ok') return [place]
  try {
    const ledger = examineLedger(stateDir)
    if (!ledger) return [place]
    return [place, ...ledgerFindings(ledger)]
  } catch (error) {
    if (!(error instanceof JobdeckError)) throw error
    return [place, fault('ledger', error.message, error.hint)]
  }
}

function ledgerFindings({ path, jobs, events, readOnlyReason, notice }: LedgerExamination): readonly Finding[] {
  if (readOnlyReason) return [fault('ledger', readOnlyReason.message, readOnlyReason.hint)]
  const text = `${path}: ${events} ${events === 1 ? 'event' : 'events'} of ${jobs} ${jobs === 1 ? 'job' : 'jobs'}`
  return [fine('ledger', text), ...(notice ? [warning('ledger', notice.message, notice.hint ?? '')] : [])]
}

function keyFilesOf(saved: readonly Profile[], env: Environment): readonly string[] {
  const files = saved.map((profile) => (profile.kind === 'fixed' ? profile.keyFile : null))
  return [...new Set([...files, env.MQTT_KEYFILE || null].filter((file) => file !== null))]
}

/** Null when the file does not exist, or only its owner has access to it. */
async function checkMode(subject: string, path: string, command: string): Promise<Finding | null> {
  const found = await stat(path).catch(() => null)
  if (!found || (found.mode & othersMayRead) === 0) return null
  const mode = (found.mode & 0o777).toString(8)
  return warning(subject, `other users have access to ${path} (mode ${mode})`, `${command} ${path}`)
}

/** A directory that jobdeck creates when it first needs it. */
async function checkWritable(subject: string, directory: string): Promise<Finding> {
  const existing = await nearestExisting(directory)
  const exists = existing === directory
  const found = await stat(existing)
  if (!found.isDirectory()) return fault(subject, `${existing} is not a directory`, 'move it away')
  const isWritable = await hasAccess(existing, constants.R_OK | constants.W_OK | constants.X_OK)
  if (!isWritable) return fault(subject, `${existing} is not writable`, 'check its owner and its permissions')
  const { bavail, bsize } = await statfs(existing)
  if (bavail * bsize < leastFreeBytes) return fault(subject, `the disk of ${existing} is full`, 'free some space')
  return fine(subject, exists ? directory : `${directory} (created when it is first needed)`)
}

async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  return found || dirname(path) === path ? path : await nearestExisting(dirname(path))
}

async function hasAccess(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  )
}

/** The registry: its directory, its lock, its records. */
export async function checkRegistry(directory: string, wallMs: number): Promise<readonly Finding[]> {
  const place = await checkWritable('registry', directory)
  if (place.level !== 'ok') return [place]
  const snapshot = await readRegistry(directory)
  return [
    place,
    await checkLock(directory),
    ...checkRecords(snapshot),
    ...(await exposedRecords(directory, snapshot)),
    ...stampsAhead(snapshot, wallMs),
  ]
}

async function checkLock(directory: string): Promise<Finding> {
  try {
    // A directory that does not exist yet is not created just to be locked.
    if ((await nearestExisting(directory)) === directory) await withDirectoryLock(directory, async () => {})
    else await loadFlock()
    return fine('lock', 'can be taken')
  } catch (error) {
    return fault('lock', describeError(error), null)
  }
}

function checkRecords({ records, problems }: RegistrySnapshot): readonly Finding[] {
  const count = records.size === 1 ? '1 record' : `${records.size} records`
  if (problems.length === 0) return [fine('records', count)]
  const named = problems
    .slice(0, maxNamed)
    .map(({ file, explanation }) =>
      fault('records', `${file} cannot be used: ${explanation}`, 'fix it or move it away; jobdeck does not touch it'),
    )
  const more = problems.length - named.length
  return more > 0 ? [...named, fault('records', `and ${more} more cannot be used`, null)] : named
}

/** A record's broker block can hold the worker's password. */
async function exposedRecords(directory: string, { records }: RegistrySnapshot): Promise<readonly Finding[]> {
  const withPassword = [...records.values()].filter((record) => record.broker?.password)
  const findings = await Promise.all(
    withPassword.map((record) => checkMode('records', join(directory, `${record.job_id}.json`), 'chmod 600')),
  )
  return findings.filter((finding) => finding !== null).slice(0, maxNamed)
}

function stampsAhead({ records }: RegistrySnapshot, wallMs: number): readonly Finding[] {
  const ahead = [...records.values()].filter(
    (record) => (parseUtcStamp(record.updated_at) ?? 0) > wallMs + clockToleranceMs,
  )
  const [first] = ahead
  if (!first) return []
  const text = `job ${first.job_id} was updated at ${first.updated_at}, which is in the future`
  return [warning('clock', text, 'set the clock of this machine, or of the one that wrote it')]
}
