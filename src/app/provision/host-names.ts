// The names that the broker's certificate is for.
import { isIP } from 'node:net'
import { JobdeckError } from '../../domain/failure.ts'

const everyBroker = ['localhost', '127.0.0.1', '::1'] as const
const label = '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?'
const hostPattern = new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`, 'i')

/**
 * Names and addresses for the server certificate, each once: localhost, 127.0.0.1, ::1, this host's own name if a
 * certificate can contain it, and every name asked for. Throws JobdeckError `usage` for anything else.
 */
export function serverNames(asked: readonly string[], ownName: string): readonly string[] {
  const wrong = asked.find((name) => !isName(name))
  if (wrong !== undefined) {
    throw new JobdeckError(
      'usage',
      `${JSON.stringify(wrong)} is neither a host name nor an address`,
      'use --host mqtt.internal or --host 192.0.2.7',
    )
  }
  const own = isName(ownName) ? [ownName] : []
  return [...new Set([...everyBroker, ...own, ...asked].map(written))]
}

/** One spelling per name: not every program understands an IPv6 address that ends in an IPv4 one. */
function written(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase()
}

function isName(name: string): boolean {
  // A certificate cannot contain an address with the name of an interface (fe80::1%eth0).
  if (isIP(name) !== 0) return !name.includes('%')
  // Only digits and dots: a mistyped address, not a host.
  return name.length <= 253 && hostPattern.test(name) && !/^[\d.]+$/.test(name)
}
