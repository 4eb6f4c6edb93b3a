// `jobdeck broker init`: what the Docker-managed Mosquitto needs, made in the working directory. It plans everything
// before it writes anything, overwrites nothing, and makes no half that would not fit what is already there.
import { randomInt } from 'node:crypto'
import { hostname } from 'node:os'
import type { Writable } from 'node:stream'
import { parseEnv } from 'node:util'
import { serverNames } from '../../app/provision/host-names.ts'
import { certificateNotes, unreadableNote } from '../../app/provision/kept-files.ts'
import {
  closeDirectory,
  isNewDirectory,
  type NewFile,
  readIfThere,
  writeNewFiles,
} from '../../app/provision/project-files.ts'
import { shippedFiles } from '../../app/provision/shipped-files.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { makeAuthority, makeServerCertificate } from '../../io/own-broker/certificates.ts'
import { passwdLine } from '../../io/own-broker/mosquitto-passwd.ts'
import { exitStatus } from '../exit-status.ts'

interface BrokerInitOptions {
  /** The directory to prepare. */
  readonly cwd: string
  /** Names and addresses for the server certificate, beside localhost, 127.0.0.1, ::1 and this host's name. */
  readonly hosts: readonly string[]
  /** Gets one line a file: `made PATH` or `kept PATH`. */
  readonly stdout: Writable
  /** Gets what a person should know or do. */
  readonly stderr: Writable
}

interface Plan {
  readonly make: readonly NewFile[]
  readonly kept: readonly string[]
  readonly notes: readonly string[]
}

/** The users of `mosquitto/acl`. */
const users = ['hermes', 'claude-worker', 'operator'] as const

/** Mosquitto's user in the container must read these; the directory around them is closed instead (certs/README.md). */
const readableMode = 0o644
const secretMode = 0o600

/**
 * Prepares the directory (CLI.md, `broker init`) and returns the exit status.
 * Throws JobdeckError: `usage` for a wrong host name, `config` for halves that do not fit, `io` when it cannot write.
 */
export async function runBrokerInit({ cwd, hosts, stdout, stderr }: BrokerInitOptions): Promise<number> {
  const names = serverNames(hosts, hostname())
  const plans = [planShipped(cwd), planLogins(cwd), await planCertificates(cwd, names, hosts)]
  const make = plans.flatMap((plan) => plan.make)
  const kept = plans.flatMap((plan) => plan.kept)
  const notes = [...plans.flatMap((plan) => plan.notes), unreadableNote(cwd, kept)].filter((note) => note !== null)

  // First, so that no key is readable by others even for a moment.
  const closed = ['certs', 'mosquitto'].filter(
    (directory) => make.some(({ path }) => path.startsWith(`${directory}/`)) && closeDirectory(cwd, directory),
  )
  await writeNewFiles(cwd, make)

  for (const { path } of make) stdout.write(`made ${path}\n`)
  for (const path of kept) stdout.write(`kept ${path}\n`)
  for (const directory of closed)
    stderr.write(
      `${directory}/ is closed to other users now (0700), because the broker must be able to read the files in it\n`,
    )
  for (const note of notes) stderr.write(`${note}\n`)
  return exitStatus.done
}

function planShipped(cwd: string): Plan {
  const files = shippedFiles()
  const there = files.filter(({ path }) => readIfThere(cwd, path) !== null)
  const absent = files.filter((file) => !there.includes(file))
  const kept = there.map(({ path }) => path)
  if (isNewDirectory(cwd)) return { make: absent, kept, notes: [] }
  const left = absent.filter(({ path }) => path.startsWith('docker-') || path.startsWith('mosquitto/'))
  if (left.length === 0) return { make: [], kept, notes: [] }
  const names = left.map(({ path }) => path).join(', ')
  return { make: [], kept, notes: [`not made, because this directory is not empty: ${names}`] }
}

function planLogins(cwd: string): Plan {
  const passwdFile = 'mosquitto/passwd'
  const passwd = readIfThere(cwd, passwdFile)
  const env = readIfThere(cwd, '.env')
  const known = parseEnv(env ?? '')
  const unknown = users.map(passwordVariable).filter((variable) => !known[variable])

  if (passwd !== null) {
    const lost = `${passwdFile} is here, but .env has no ${unknown.join(', ')}, and passwords cannot be read back: to have all of them made anew, remove ${passwdFile} and run this again`
    return {
      make: [],
      kept: env === null ? [passwdFile] : [passwdFile, '.env'],
      notes: unknown.length > 0 ? [lost] : [],
    }
  }
  if (env !== null && unknown.length > 0) {
    throw new JobdeckError(
      'config',
      `.env is here, but has no ${unknown.join(', ')}`,
      'add a line NAME=password for each, or move .env away, and run this again',
    )
  }

  const passwords = new Map(users.map((user) => [user, known[passwordVariable(user)] ?? newPassword()]))
  const passwdLines = [...passwords].map(([user, password]) => `${passwdLine(user, password)}\n`)
  const newPasswd: NewFile = { path: passwdFile, mode: readableMode, content: passwdLines.join('') }
  if (env !== null) return { make: [newPasswd], kept: ['.env'], notes: [] }

  const envLines = [...passwords].map(([user, password]) => `${passwordVariable(user)}=${password}\n`)
  const head = '# The passwords of the users in mosquitto/passwd. Never commit this file.\n'
  return {
    make: [newPasswd, { path: '.env', mode: secretMode, content: head + envLines.join('') }],
    kept: [],
    notes: [],
  }
}

/** Such as `JOBDECK_CLAUDE_WORKER_PASSWORD`. */
function passwordVariable(user: string): string {
  return `JOBDECK_${user.toUpperCase().replaceAll('-', '_')}_PASSWORD`
}

/** 143 bits, in letters and digits: neither a shell, nor Docker Compose's `.env`, nor mosquitto_pub's file needs quotes. */
function newPassword(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  return Array.from({ length: 24 }, () => alphabet[randomInt(alphabet.length)]).join('')
}

async function planCertificates(cwd: string, names: readonly string[], hosts: readonly string[]): Promise<Plan> {
  const authorityCertificate = readIfThere(cwd, 'certs/ca.crt')
  const authorityKey = readIfThere(cwd, 'certs/ca.key')
  const serverCertificate = readIfThere(cwd, 'certs/server.crt')
  const serverKey = readIfThere(cwd, 'certs/server.key')
  const files = {
    'ca.crt': authorityCertificate,
    'ca.key': authorityKey,
    'server.crt': serverCertificate,
    'server.key': serverKey,
  }
  const kept = Object.entries(files).flatMap(([name, content]) => (content === null ? [] : [`certs/${name}`]))

  if ((serverCertificate === null) !== (serverKey === null)) throw half('certs/server.crt', 'certs/server.key')
  if (authorityKey !== null && authorityCertificate === null) throw half('certs/ca.crt', 'certs/ca.key')
  if (serverCertificate !== null && serverKey !== null) {
    if (authorityCertificate !== null) {
      const found = { server: serverCertificate, serverKey, authority: authorityCertificate }
      return { make: [], kept, notes: certificateNotes(found, hosts) }
    }
    throw new JobdeckError(
      'config',
      'certs/server.crt is here without certs/ca.crt',
      'put the CA that signed it there (a self-signed certificate is its own CA), or remove server.crt and server.key',
    )
  }
  if (authorityCertificate !== null && authorityKey === null) throw half('certs/ca.key', 'certs/ca.crt')

  const givenAuthority =
    authorityCertificate !== null && authorityKey !== null
      ? { certificate: authorityCertificate, key: authorityKey }
      : null
  const authority = givenAuthority ?? (await makeAuthority())
  const server = await makeServerCertificate(authority, names)
  const newAuthority: readonly NewFile[] = [
    { path: 'certs/ca.crt', mode: readableMode, content: authority.certificate },
    { path: 'certs/ca.key', mode: secretMode, content: authority.key },
  ]
  const newServer: readonly NewFile[] = [
    { path: 'certs/server.crt', mode: readableMode, content: server.certificate },
    { path: 'certs/server.key', mode: readableMode, content: server.key },
  ]
  return { make: givenAuthority ? newServer : [...newAuthority, ...newServer], kept, notes: [] }
}

function half(absent: string, present: string): JobdeckError {
  return new JobdeckError(
    'config',
    `${absent} and ${present} belong together, but only one is here`,
    `add the other, or move it away and run this again`,
  )
}
