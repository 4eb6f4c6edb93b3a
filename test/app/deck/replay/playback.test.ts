import { expect, it } from 'vitest'
import { type Playback, played, stepped } from '../../../../src/app/deck/replay/playback.ts'

const beginning: Playback = { atMs: 1_000, fromMs: 1_000, toMs: 101_000, speed: 10, isPaused: false }

it('goes on by real time and speed, and stands still at its end', () => {
  const later = played(beginning, 500)
  expect(later).toEqual({ ...beginning, atMs: 6_000 })
  expect(played(later, 60_000)).toEqual({ ...beginning, atMs: 101_000, isPaused: true })
})

it('stands still while it is paused, and begins anew after its end', () => {
  const paused = stepped(beginning, 'pause')
  expect(played(paused, 5_000)).toEqual(paused)
  expect(stepped(paused, 'pause')).toEqual(beginning)
  expect(stepped(stepped(beginning, 'end'), 'pause')).toEqual(beginning)
})

it('steps by what ten seconds of watching show, never beyond its beginning or its end', () => {
  const slow = { ...beginning, speed: 2 }
  expect(stepped(slow, 'forward').atMs).toBe(21_000)
  expect(stepped(stepped(slow, 'forward'), 'back').atMs).toBe(1_000)
  expect(stepped(slow, 'back').atMs).toBe(1_000)
  expect(stepped(beginning, 'forward')).toMatchObject({ atMs: 101_000, isPaused: true })
  expect(stepped(stepped(beginning, 'end'), 'begin').atMs).toBe(1_000)
})

it('changes its speed in steps, from any speed, until they end', () => {
  const speedsOf = (speed: number, step: 'faster' | 'slower') => stepped({ ...beginning, speed }, step).speed
  expect([1, 3, 500, 1_000].map((speed) => speedsOf(speed, 'faster'))).toEqual([2, 5, 1_000, 1_000])
  expect([1, 3, 1_000].map((speed) => speedsOf(speed, 'slower'))).toEqual([1, 2, 500])
})
