// The outbox by itself, for those who send and do not listen.
import { currentBoot } from '../clock/boot.ts'
import type { Clock } from '../clock/clock.ts'
import { LedgerAccess } from './sqlite/ledger-access.ts'
import { Outbox } from './sqlite/outbox.ts'
import { Timeline } from './sqlite/stamp.ts'

export interface OutboxLocation {
  readonly stateDir: string
  /** Whose events are added; any text when none are. */
  readonly broker: string
}

/** Opens the outbox of every broker; close it. Opening touches no disk. */
export function openOutbox({ stateDir, broker }: OutboxLocation, clock: Clock): Outbox {
  const timeline = new Timeline(clock, currentBoot(clock))
  // What fails rejects where it is called.
  return new Outbox(new LedgerAccess({ stateDir, broker, timeline, onProblem: () => {} }))
}
