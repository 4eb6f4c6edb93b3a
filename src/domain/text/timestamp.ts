// Stored time stamps: RFC 3339, UTC, whole seconds, `Z` (PROTOCOL.md §2 and §5). For storing and showing, never for a decision.

/** Epoch milliseconds of the wall clock as `2026-06-19T09:30:00Z`; the part below a second is dropped. */
export function utcStamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

const pattern = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+-]\d\d:?\d\d)?$/

/** Epoch milliseconds of a stamp, or null when it is none. Fractions and offsets are read; without an offset it is UTC. */
export function parseUtcStamp(stamp: string): number | null {
  const [, date, time, zone = 'Z'] = pattern.exec(stamp) ?? []
  const epochMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(epochMs) ? null : epochMs
}
