// Which session a monitor's connection keeps: decided here for everything in jobdeck that records what it receives.
import type { SessionPlan } from './connection-session.ts'
import { isPublicBroker } from './public-broker.ts'
import { claimSessionSlot, type SessionSlotOptions } from './session-slot.ts'

export type PlanSessionOptions = Omit<SessionSlotOptions, 'stateDir'> & {
  /** Null for a broker that does not outlive the process. */
  readonly stateDir: string | null
}

/**
 * A slot, or `none` at a public broker and at one that does not outlive the process. The caller must release a slot after
 * closing its connection. Throws what `claimSessionSlot` throws.
 */
export async function planSession({ stateDir, ...options }: PlanSessionOptions): Promise<SessionPlan> {
  if (stateDir === null || isPublicBroker(options.settings)) return 'none'
  return await claimSessionSlot({ stateDir, ...options })
}
