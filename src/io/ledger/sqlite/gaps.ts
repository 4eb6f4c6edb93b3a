// When nothing of a broker was heard, and why: what was sent in a gap may be missing, and that is shown (PROTOCOL.md §8).
import type { Gap, Moment } from '../ledger.ts'
import type { LedgerAccess } from './ledger-access.ts'
import type { Row } from './read-event.ts'
import type { Timeline } from './stamp.ts'
import { stampIn, stampValues } from './stamp-columns.ts'

const insertGap = `
INSERT INTO gaps (broker, from_wall_ms, from_boot, from_boot_ms, to_wall_ms, to_boot, to_boot_ms, why)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO NOTHING`
const selectGaps = 'SELECT * FROM gaps WHERE broker = ? ORDER BY id'
const updateHeard = 'UPDATE brokers SET heard_wall_ms = ?, heard_boot = ?, heard_boot_ms = ? WHERE id = ?'
const selectHeard = 'SELECT heard_wall_ms, heard_boot, heard_boot_ms FROM brokers WHERE id = ?'

export async function recordGap(access: LedgerAccess, { fromMs, toMs, fromAtMs, toAtMs, why }: Gap): Promise<void> {
  const { timeline } = access
  const values = [...stampValues(timeline.stampOf(fromMs, fromAtMs)), ...stampValues(timeline.stampOf(toMs, toAtMs))]
  await access.write(why.length, ({ file, brokerId }) => {
    file.prepare(insertGap).run(brokerId, ...values, why)
  })
}

/** Every gap that is known, the oldest first. */
export function readGaps(access: LedgerAccess): Promise<readonly Gap[]> {
  return access.read<readonly Gap[]>([], ({ file, brokerId }) =>
    file
      .prepare(selectGaps)
      .all(brokerId)
      .map((row) => gapOf(row, access.timeline)),
  )
}

/** Notes that the broker is being heard right now: where the next gap begins should this process be killed. */
export async function noteHeard(access: LedgerAccess): Promise<void> {
  const now = stampValues(access.timeline.now())
  await access.write(1, ({ file, brokerId }) => {
    file.prepare(updateHeard).run(...now, brokerId)
  })
}

/** When the broker was last heard; null for never. */
export function readHeard(access: LedgerAccess): Promise<Moment | null> {
  return access.read<Moment | null>(null, ({ file, brokerId }) => {
    const stamp = stampIn(file.prepare(selectHeard).get(brokerId) ?? {}, 'heard')
    return stamp && { ms: access.timeline.monotonicMsOf(stamp), atMs: stamp.wallMs }
  })
}

function gapOf(row: Row, timeline: Timeline): Gap {
  const [from, to] = [stampIn(row, 'from'), stampIn(row, 'to')]
  return {
    fromMs: from ? timeline.monotonicMsOf(from) : Number.NaN,
    toMs: to ? timeline.monotonicMsOf(to) : Number.NaN,
    fromAtMs: Number(row.from_wall_ms),
    toAtMs: Number(row.to_wall_ms),
    why: String(row.why),
  }
}
