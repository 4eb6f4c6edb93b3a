// Stored time stamps: RFC 3339, UTC, whole seconds, `Z` (PROTOCOL.md §2 and §5). They are stored and shown, and never decide
// anything.

/** Epoch milliseconds of the wall clock as `2026-06-19T09:30:00Z`; fractions of a second are dropped. */
export function utcStamp(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

const pattern = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d+)?)([Zz]|[+-]\d\d:?\d\d)?$/

/** Epoch milliseconds of a stamp; null for any other text. Reads fractions and offsets; a stamp without an offset is UTC. */
export function parseUtcStamp(stamp: string): number | null {
  const [, date, time, zone = 'Z'] = pattern.exec(stamp) ?? []
  const epochMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`)
  return Number.isNaN(epochMs) ? null : epochMs
}

const rfc3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,18})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Whether a text is a time stamp of RFC 3339, whatever its offset: anything else a publisher sends as one is not shown. */
export function isRfc3339(text: string): boolean {
  return rfc3339.test(text)
}
