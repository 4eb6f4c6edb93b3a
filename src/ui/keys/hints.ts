// The hints in the footer and in the lower edge of a dialog, built from the rows that are offered.

import { type SafeText, safe, safeLine } from '../../domain/text/safe-text.ts'
import { keyLabel } from './key-name.ts'
import type { KeyRow } from './key-table.ts'
import type { Keymap } from './keymap.ts'

export interface Hint {
  readonly keys: SafeText
  readonly hint: SafeText
  readonly footer: KeyRow<never>['footer']
}

/** The hints of the rows, in order; adjacent rows with the same hint share one (`↑↓←→ move`). */
export function hintsOf<At>(rows: readonly KeyRow<At>[], keymap: Keymap): readonly Hint[] {
  const hints: Hint[] = []
  for (const row of rows) {
    const [key] = keymap.keysOf(row)
    if (row.footer === 'help' || key === undefined) continue
    const label = safeLine(keyLabel(key))
    const hint = safeLine(row.hint)
    const last = hints.at(-1)
    if (last?.hint === hint) hints[hints.length - 1] = { ...last, keys: safe`${last.keys}${label}` }
    else hints.push({ keys: label, hint, footer: row.footer })
  }
  return hints
}
