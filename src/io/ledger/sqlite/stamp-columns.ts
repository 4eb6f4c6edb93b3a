// A stamp in three columns of a row: `<name>_wall_ms`, `<name>_boot`, `<name>_boot_ms`.
import type { Row } from './read-event.ts'
import type { Stamp } from './stamp.ts'

/** The values of the three columns, in that order; nulls for no stamp. */
export function stampValues(stamp: Stamp | null): [wallMs: number | null, boot: string | null, bootMs: number | null] {
  return stamp ? [stamp.wallMs, stamp.boot, stamp.bootMs] : [null, null, null]
}

export function stampIn(row: Row, name: string): Stamp | null {
  const wallMs = row[`${name}_wall_ms`]
  if (typeof wallMs !== 'number') return null
  const boot = row[`${name}_boot`]
  const bootMs = row[`${name}_boot_ms`]
  return { wallMs, boot: typeof boot === 'string' ? boot : null, bootMs: typeof bootMs === 'number' ? bootMs : null }
}
