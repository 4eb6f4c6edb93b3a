// The last line: the hints that there is room for, and at the right edge the position. Pure.

import { safe, safeLine } from '../../domain/text/safe-text.ts'
import { fitLine, gap, type Line, lineWidth, span, spread } from '../cells/line.ts'
import type { Hint } from '../keys/hints.ts'

function hintsLine(hints: readonly Hint[]): Line {
  return hints.flatMap(({ keys, hint }, index) => [
    gap(index === 0 ? 1 : 2),
    span(safeLine(keys), 'key'),
    span(safe` ${safeLine(hint)}`, 'quiet'),
  ])
}

/** The hints by importance: how to leave and get help, then keys that are hard to guess, then keys that people try anyway. */
function byImportance(hints: readonly Hint[]): readonly Hint[] {
  const named = (footer: Hint['footer']) => hints.filter((hint) => hint.footer === footer)
  return [...named('always').toReversed(), ...named('room'), ...named('spare').toReversed()]
}

/** Exactly `cells`. Hints that do not fit are left out whole, the least important ones first. */
export function footerLine(hints: readonly Hint[], position: string, cells: number): Line {
  const end: Line = position === '' ? [] : [span(safeLine(position), 'quiet'), gap(1)]
  const room = cells - lineWidth(end) - (position === '' ? 0 : 2)
  let kept: readonly Hint[] = []
  for (const hint of byImportance(hints)) {
    const wider = hints.filter((one) => one === hint || kept.includes(one))
    if (lineWidth(hintsLine(wider)) <= room) kept = wider
  }
  return position === '' ? fitLine(hintsLine(kept), cells) : spread(hintsLine(kept), end, cells)
}
