// Lets time pass by the deck's own clock, which a slow machine slows down with everything else.
import type { Driver, Step } from '../terminal/driver.ts'
import type { Screen } from '../terminal/screen.ts'

/** The second of the day that the clock in the status bar shows; NaN without a clock. */
export function clockSeconds({ rows }: Screen): number {
  const [, hours, minutes, seconds] = /(\d\d):(\d\d):(\d\d) *$/.exec(rows[0] ?? '') ?? []
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

/** Waits until the clock in the status bar has moved on so many times. */
export function seesSeconds(deck: Driver, count: number): Step<Screen> {
  const shown = new Set<number>()
  return deck.seesThat(`the clock move on ${count} times`, (screen) => {
    const second = clockSeconds(screen)
    if (!Number.isNaN(second)) shown.add(second)
    return shown.size > count
  })
}
