// How much a search in the history has found, in words. Pure.
import type { HistoryView } from '../../../app/deck/job-history.ts'
import { type SafeText, safe, safeLine } from '../../../domain/text/safe-text.ts'

/** A number as people read it, such as `5,000`. */
export function numberText(value: number): SafeText {
  return safeLine(value.toLocaleString('en-US'))
}

/** `match 3 of 17`, counted from the newest, where the cursor is on one; else `17 matches`. Empty without a search. */
export function matchText({ search }: HistoryView, cursor: number): SafeText {
  if (search === null) return safe``
  const { found, isDone } = search
  const place = found.indexOf(cursor)
  const more = isDone ? '' : safe`, searching`
  if (place >= 0) return safe`match ${numberText(found.length - place)} of ${numberText(found.length)}${more}`
  if (found.length === 0) return isDone ? safe`no match` : safe`searching`
  return safe`${numberText(found.length)} ${found.length === 1 ? 'match' : 'matches'}${more}`
}
