// The state of the connection in words (UX.md): ● connected, ◌ connecting…, ✗ offline or stopped with the reason.
import { describeError } from '../../domain/failure.ts'
import { type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'
import { type Line, span } from '../cells/line.ts'
import type { Role } from '../cells/theme.ts'
import { type Keymap, labelOf } from '../keys/keymap.ts'
import { deckKeys } from '../views/deck/keys.ts'
import type { HeaderState } from './header-state.ts'

/** Where the reason for a failed connection is shown. */
export type ReasonPlace = 'in-the-bar' | 'below'

/** Why there is no connection; null while nothing is wrong. */
export function connectionReason(connection: HeaderState['connection']): SafeText | null {
  return connection.phase === 'waiting' || connection.phase === 'stopped'
    ? safeLine(describeError(connection.error))
    : null
}

function retryWords(retryAtMs: number, nowMs: number, key: SafeText | null): SafeText {
  const seconds = Math.ceil((retryAtMs - nowMs) / 1000 - 0.001)
  if (seconds <= 0) return safe`retrying`
  return key === null ? safe`retry in ${seconds} s` : safe`retry in ${seconds} s, ${key} now`
}

/** The connection in the status bar, longest first; a healthy one may become its glyph, a lost one never. */
export function connectionVariants(
  { connection, nowMs }: HeaderState,
  reason: ReasonPlace,
  keymap: Keymap,
): readonly Line[] {
  const why = reason === 'in-the-bar' ? connectionReason(connection) : null
  const retryKey = labelOf(keymap, deckKeys, 'reconnect')
  switch (connection.phase) {
    case 'connected':
      return healthy('●', 'connected', 'good')
    case 'connecting':
      return healthy('◌', 'connecting…', 'warn')
    case 'closed':
      return healthy('✗', 'closed', 'bad')
    case 'waiting':
      return failed('offline', why, retryWords(connection.retryAtMs, nowMs, retryKey))
    case 'stopped':
      return failed('stopped', why, retryKeyWords(retryKey))
  }
}

function retryKeyWords(key: SafeText | null): SafeText | null {
  return key === null ? null : safe`${key} retries`
}

/** A state that needs no explanation: the glyph is enough where the words do not fit. */
function healthy(glyph: '●' | '◌' | '✗', word: 'connected' | 'connecting…' | 'closed', role: Role): readonly Line[] {
  return [[span(safe`${glyph} ${word}`, role)], [span(glyph, role)]]
}

/** The problem and the next attempt stay as long as possible: the first step of shortening changes nothing. */
function failed(word: 'offline' | 'stopped', why: SafeText | null, next: SafeText | null): readonly Line[] {
  const head = span(safe`✗ ${word}`, 'bad')
  const tail = next === null ? [] : [span(safe` · ${next}`, 'quiet')]
  const whole: Line = [why ? span(safe`✗ ${word}: ${why}`, 'bad') : head, ...tail]
  return [whole, whole, [head]]
}
