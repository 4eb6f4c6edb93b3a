// The profiles of one run: the built-in ones and those in the file at the start. Only a write rereads it.
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describeError, JobdeckError } from '../../domain/failure.ts'
import { safeLine } from '../../domain/text/safe-text.ts'
import {
  builtInProfiles,
  checkProfileName,
  checkSavedName,
  type FixedProfile,
  isBuiltInName,
  type Profile,
  type ProfileFields,
} from './profile.ts'
import { emptyProfileFile, type ProfileFile, profileProblems } from './profile-file.ts'
import { changeProfileFile, configDirectory, profileFileIn, readProfileFile } from './profile-store.ts'
import type { Environment } from './settings-from-env.ts'

export interface Profiles {
  /** The path of the file with the saved profiles. */
  readonly file: string
  /** What is wrong with the file; the built-in profiles work regardless. */
  problem(): JobdeckError | null
  /** The built-in profiles, then the saved ones by name. */
  list(): readonly Profile[]
  /** Throws `usage` for an invalid name, `config` for a profile that does not exist. */
  get(name: string): Profile
  /** The name of the profile that was selected last. */
  selected(): string | null
  /** The profile to use, given `explicitName` from `--profile` or `JOBDECK_PROFILE` (CLI.md). Throws as `get`. */
  choose(explicitName: string | null): Profile
  /** Remembers the selection for the next start. Throws as `get`, and what writing throws. */
  select(name: string): Promise<void>
  /**
   * Saves what `change` returns for the profile of that name (null if there is none); relative paths are resolved against
   * the working directory. Throws `usage` for an invalid name or field, and what `change` and writing throw.
   */
  save(name: string, change: (current: FixedProfile | null) => ProfileFields): Promise<FixedProfile>
  /** Throws `usage` for a built-in profile and for the selected one, `config` for one that does not exist. */
  remove(name: string): Promise<void>
}

export interface OpenProfiles {
  readonly env: Environment
  readonly cwd: string
}

/** Reads the profiles. Does not throw for a broken file: see `problem`. */
export function openProfiles({ env, cwd }: OpenProfiles): Profiles {
  const directory = configDirectory(env, cwd)
  const builtIn = builtInProfiles(env, cwd)
  let content = emptyProfileFile
  let problem: JobdeckError | null = null
  try {
    content = readProfileFile(directory)
  } catch (error) {
    problem = error instanceof JobdeckError ? error : new JobdeckError('io', describeError(error))
  }

  const list = () => [...builtIn, ...savedProfiles(content)]
  const find = (name: string) => list().find((profile) => profile.name === name) ?? null
  const get = (name: string): Profile => {
    checkProfileName(name)
    const found = find(name)
    if (found) return found
    throw problem ?? unknownProfile(name, list())
  }
  const write = async (change: (current: ProfileFile) => ProfileFile) => {
    content = await changeProfileFile(directory, change)
    problem = null
  }

  return {
    file: profileFileIn(directory),
    problem: () => problem,
    list,
    get,
    selected: () => content.selected,

    choose(explicitName) {
      if (explicitName !== null) return get(explicitName)
      if (env.MQTT_BROKER) return get('env')
      // Falling back to the public broker because a file is broken would send work to the wrong place.
      if (problem) throw new JobdeckError('config', problem.message, 'fix the file, or name a profile with --profile')
      return get(content.selected ?? 'env')
    },

    async select(name) {
      checkProfileName(name)
      await write((current) => {
        if (!isBuiltInName(name) && !Object.hasOwn(current.profiles, name)) throw unknownProfile(name, list())
        return { ...current, selected: name }
      })
    },

    async save(name, change) {
      checkSavedName(name)
      await write((current) => {
        const before = savedProfiles(current).find((profile) => profile.name === name) ?? null
        const fields = withAbsolutePaths(change(before), cwd, env.HOME || homedir())
        const [wrong] = profileProblems(fields)
        if (wrong) throw new JobdeckError('usage', `profile "${name}", ${wrong.field}: ${wrong.message}`)
        return { ...current, profiles: { ...current.profiles, [name]: fields } }
      })
      return fixedProfile(name, content.profiles[name] as ProfileFields)
    },

    async remove(name) {
      checkSavedName(name)
      await write((current) => {
        if (!Object.hasOwn(current.profiles, name)) throw unknownProfile(name, list())
        if (current.selected === name)
          throw new JobdeckError(
            'usage',
            `profile "${name}" is in use`,
            'select another one first: jobdeck profile use NAME',
          )
        const { [name]: _removed, ...profiles } = current.profiles
        return { ...current, profiles }
      })
    },
  }
}

function savedProfiles(content: ProfileFile): readonly FixedProfile[] {
  return Object.entries(content.profiles)
    .map(([name, fields]) => fixedProfile(name, fields))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function fixedProfile(name: string, fields: ProfileFields): FixedProfile {
  return { ...fields, kind: 'fixed', origin: 'saved', name }
}

/** Only the fields that the file keeps, because `change` may return a whole profile. */
function withAbsolutePaths(given: ProfileFields, cwd: string, home: string): ProfileFields {
  const absolute = (path: string | null) =>
    path === null || path === '' ? path : path.startsWith('~/') ? join(home, path.slice(2)) : resolve(cwd, path)
  return {
    host: given.host,
    port: given.port,
    tls: given.tls,
    transport: given.transport,
    username: given.username,
    secret: given.secret,
    caFile: absolute(given.caFile),
    certFile: absolute(given.certFile),
    keyFile: absolute(given.keyFile),
    clientIdPrefix: given.clientIdPrefix,
    topicBase: given.topicBase,
  }
}

function unknownProfile(name: string, known: readonly Profile[]): JobdeckError {
  const names = known.map((profile) => profile.name).join(', ')
  return new JobdeckError('config', `there is no profile "${name}"`, `choose one of ${safeLine(names, 300)}`)
}
