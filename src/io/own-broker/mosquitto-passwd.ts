// Makes the lines of Mosquitto's password file, so that `jobdeck broker init` needs neither mosquitto_passwd nor a secret
// in its argv.
import { pbkdf2Sync, randomBytes } from 'node:crypto'

/**
 * Mosquitto's own default. It hashes at every login in its only thread, so more would stall the broker; the file is safe
 * because its passwords are long and random.
 */
const iterations = 101
const saltBytes = 12
const hashBytes = 64

/** One line of a password file, without the newline: `user:$7$iterations$salt$hash` (PBKDF2 with SHA-512). */
export function passwdLine(user: string, password: string): string {
  const salt = randomBytes(saltBytes)
  const hash = pbkdf2Sync(password, salt, iterations, hashBytes, 'sha512')
  return `${user}:$7$${iterations}$${salt.toString('base64')}$${hash.toString('base64')}`
}
