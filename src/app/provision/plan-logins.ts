// The users of mosquitto/acl: their hashed passwords for Mosquitto, and the passwords themselves in `.env`.
import { randomInt } from 'node:crypto'
import { parseEnv } from 'node:util'
import { JobdeckError } from '../../domain/failure.ts'
import { passwdLine } from '../../io/own-broker/mosquitto-passwd.ts'
import { type Plan, readableMode, secretMode } from './plan.ts'
import { type NewFile, readIfThere } from './project-files.ts'

const users = ['hermes', 'claude-worker', 'operator'] as const
const passwdFile = 'mosquitto/passwd'

/** Plans the password file and `.env`. Throws `config` for a `.env` without some of the passwords, and as `readIfThere`. */
export function planLogins(cwd: string): Plan {
  const passwd = readIfThere(cwd, passwdFile)
  const env = readIfThere(cwd, '.env')
  const known = parseEnv(env ?? '')
  const unknown = users.map(passwordVariable).filter((variable) => !known[variable])

  if (passwd !== null) {
    const lost = `${passwdFile} exists, but .env has no ${unknown.join(', ')}, and passwords cannot be read back: to create all of them anew, remove ${passwdFile} and run this again`
    return {
      make: [],
      kept: env === null ? [passwdFile] : [passwdFile, '.env'],
      notes: unknown.length > 0 ? [lost] : [],
    }
  }
  if (env !== null && unknown.length > 0) {
    throw new JobdeckError(
      'config',
      `.env exists, but has no ${unknown.join(', ')}`,
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
