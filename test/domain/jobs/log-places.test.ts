import { describe, expect, it } from 'vitest'
import { type LogPlace, logPlaces } from '../../../src/domain/jobs/log-places.ts'

/** A log as its numbers, the known ones marked with `!`. */
function placesOf(log: string, latestSeq: number | null): readonly LogPlace[] {
  const events = log.split(' ').map((word) => ({ seq: Number.parseInt(word, 10), isKnown: word.endsWith('!') }))
  return logPlaces(events, latestSeq)
}

describe('the events of a log', () => {
  it.each<[what: string, log: string, latestSeq: number | null, places: readonly LogPlace[]]>([
    ['are all next when nothing else is known', '1 2 1', null, ['next', 'next', 'next']],
    ['are next after the newest known one', '1! 2! 3 4', 2, ['known', 'known', 'next', 'next']],
    ['are past before it', '1 2! 3 4! 5', 4, ['past', 'known', 'past', 'known', 'next']],
    ['are next when the numbers begin anew after it', '1! 2! 1 2', 2, ['known', 'known', 'next', 'next']],
    ['are past when all are older than a known one that the log lacks', '1 2 3', 5, ['past', 'past', 'past']],
    [
      'are next from the first higher number on, where the log lacks the newest one',
      '3! 4 6 5',
      5,
      ['known', 'past', 'next', 'next'],
    ],
    [
      'are past before a restart of the numbers that is known',
      '1 2 3 1! 2',
      1,
      ['past', 'past', 'past', 'known', 'next'],
    ],
  ])('%s', (_what, log, latestSeq, places) => {
    expect(placesOf(log, latestSeq)).toEqual(places)
  })
})
