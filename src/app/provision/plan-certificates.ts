// The certificates of the broker: a CA and a server certificate, both made anew or one made to match the other.
import { JobdeckError } from '../../domain/failure.ts'
import type { Clock } from '../../io/clock/clock.ts'
import { makeAuthority, makeServerCertificate } from '../../io/own-broker/certificates.ts'
import { certificateNotes } from './kept-files.ts'
import { type Plan, readableMode, secretMode } from './plan.ts'
import { type NewFile, readIfThere } from './project-files.ts'

/**
 * Plans what is missing in certs/ for a broker with these `names`; `hosts` are those that the user asked for. Throws
 * `config` for half of a pair, for a CA that cannot sign, and as `readIfThere`.
 */
export async function planCertificates(
  cwd: string,
  names: readonly string[],
  hosts: readonly string[],
  clock: Clock,
): Promise<Plan> {
  const found = {
    'ca.crt': readIfThere(cwd, 'certs/ca.crt'),
    'ca.key': readIfThere(cwd, 'certs/ca.key'),
    'server.crt': readIfThere(cwd, 'certs/server.crt'),
    'server.key': readIfThere(cwd, 'certs/server.key'),
  }
  const { 'ca.crt': authority, 'ca.key': authorityKey, 'server.crt': server, 'server.key': serverKey } = found
  const kept = Object.entries(found).flatMap(([name, content]) => (content === null ? [] : [`certs/${name}`]))

  if ((server === null) !== (serverKey === null)) throw half('certs/server.crt', 'certs/server.key')
  if (authorityKey !== null && authority === null) throw half('certs/ca.crt', 'certs/ca.key')
  if (server !== null && serverKey !== null) {
    if (authority !== null)
      return { make: [], kept, notes: certificateNotes({ server, serverKey, authority }, hosts, clock.wallMs()) }
    throw new JobdeckError(
      'config',
      'certs/server.crt exists without certs/ca.crt',
      'add the CA that signed it (a self-signed certificate is its own CA), or remove server.crt and server.key',
    )
  }
  if (authority !== null && authorityKey === null) throw half('certs/ca.key', 'certs/ca.crt')

  const given = authority !== null && authorityKey !== null ? { certificate: authority, key: authorityKey } : null
  const signing = given ?? (await makeAuthority(clock))
  const made = await makeServerCertificate(signing, names, clock)
  const newAuthority: readonly NewFile[] = [
    { path: 'certs/ca.crt', mode: readableMode, content: signing.certificate },
    { path: 'certs/ca.key', mode: secretMode, content: signing.key },
  ]
  const newServer: readonly NewFile[] = [
    { path: 'certs/server.crt', mode: readableMode, content: made.certificate },
    { path: 'certs/server.key', mode: readableMode, content: made.key },
  ]
  return { make: given ? newServer : [...newAuthority, ...newServer], kept, notes: [] }
}

function half(absent: string, present: string): JobdeckError {
  return new JobdeckError(
    'config',
    `${absent} and ${present} belong together, but only one exists`,
    `add the other, or move it away and run this again`,
  )
}
