// The last line: what the keys do here, as far as there is room, and where one is at the right edge. Pure.
import { footerHints, type Hint } from '../keymap.ts'
import { fitLine, gap, type Line, lineWidth, own, spread } from '../text/line.ts'

function hintsLine(hints: readonly Hint[]): Line {
  return hints.flatMap(({ keys, hint }, index) => [
    gap(index === 0 ? 1 : 2),
    own(keys, 'key'),
    own(` ${hint}`, 'quiet'),
  ])
}

/** Exactly `cells`. Hints that there is no room for are left out whole, those that are always named last. */
export function footerLine(context: string, position: string, cells: number): Line {
  const end: Line = position === '' ? [] : [own(position, 'quiet'), gap(1)]
  const room = cells - lineWidth(end) - (position === '' ? 0 : 2)
  let hints = footerHints(context)
  while (lineWidth(hintsLine(hints)) > room && hints.length > 0) {
    const lost = hints.findLast((hint) => hint.footer === 'room') ?? hints[0]
    hints = hints.filter((hint) => hint !== lost)
  }
  return position === '' ? fitLine(hintsLine(hints), cells) : spread(hintsLine(hints), end, cells)
}
