// What ledgers and the thread that writes for them say to each other. Everything that is to be done gets an answer, with its number.
import type { Boot } from '../../clock/boot.ts'
import type { Ledger, LedgerLocation } from '../ledger.ts'
import type { PackedEvents } from './packed-events.ts'
import type { Problem } from './problem.ts'

/** What is written besides events. None of it rejects. */
type WriteName =
  | 'saveLogMark'
  | 'tally'
  | 'setRecords'
  | 'saveDeadlines'
  | 'acknowledge'
  | 'saveFlags'
  | 'recordGap'
  | 'noteHeard'
  | 'forgetNotice'
  | 'flush'

export type Deed =
  | { readonly name: 'append'; readonly args: readonly [PackedEvents] }
  | { readonly name: 'close'; readonly args: readonly [] }
  | { [Name in WriteName]: { readonly name: Name; readonly args: Parameters<Ledger[Name]> } }[WriteName]

/** `ledger` is the number of the ledger in this process. */
export type Request = { readonly ledger: number } & (
  | { readonly kind: 'open'; readonly location: LedgerLocation; readonly boot: Boot }
  | { readonly kind: 'do'; readonly call: number; readonly deed: Deed }
)

export type Answer = { readonly ledger: number; readonly isFailing: boolean } & (
  | { readonly kind: 'done'; readonly call: number; readonly result: unknown }
  | { readonly kind: 'problem'; readonly problem: Problem | null }
)
