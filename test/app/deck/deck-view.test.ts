import { describe, expect, it } from 'vitest'
import { DeckView } from '../../../src/app/deck/deck-view.ts'
import type { Job } from '../../../src/domain/jobs/job.ts'
import type { JobKey } from '../../../src/domain/jobs/job-key.ts'
import { arrive, foldAll, freshJob, jobKey, recordFacts } from '../../domain/jobs/build-job.ts'

function running(id: string): Job {
  return { ...foldAll([arrive(1, 'started')], freshJob(id)), record: recordFacts() }
}

function failed(id: string): Job {
  return { ...foldAll([arrive(1, 'started'), arrive(2, 'error')], freshJob(id)), record: recordFacts() }
}

function asking(id: string): Job {
  return { ...foldAll([arrive(1, 'permission_required')], freshJob(id)), record: recordFacts() }
}

function deck(...jobs: readonly Job[]): ReadonlyMap<JobKey, Job> {
  return new Map(jobs.map((job) => [job.key, job]))
}

const nowMs = 5_000

describe('a look', () => {
  it('is about one time-out: when the job falls silent again, that is news', () => {
    const view = new DeckView()
    const silent = foldAll([arrive(1, 'started', { atMs: 0 })], freshJob('a'))
    view.look(silent, 130_000)
    expect(view.at(deck(silent), 131_000).seen.size).toBe(1)
    const again = foldAll([arrive(2, 'progress', { atMs: 140_000 })], silent)
    expect(view.at(deck(again), 300_000).counts['timed-out']).toBe(1)
    expect(view.at(deck(again), 300_000).seen.size).toBe(0)
  })
})

describe('counts', () => {
  it('has every job in one status', () => {
    const { counts } = new DeckView().at(deck(running('a'), failed('b'), asking('c'), freshJob('d')), nowMs)
    expect(counts).toEqual({
      pending: 1,
      running: 1,
      'needs-you': 1,
      'timed-out': 0,
      completed: 0,
      error: 1,
      cancelled: 0,
    })
  })

  it('follows the time: a job that falls silent times out', () => {
    const view = new DeckView()
    expect(view.at(deck(running('a')), nowMs).counts.running).toBe(1)
    expect(view.at(deck(running('a')), 200_000).counts['timed-out']).toBe(1)
  })
})

describe('what was seen', () => {
  it('sends a failed job down when the person has looked at it', () => {
    const view = new DeckView()
    const jobs = deck(running('a'), failed('b'))
    expect(view.at(jobs, nowMs).order).toEqual([jobKey('b'), jobKey('a')])
    view.look(failed('b'), nowMs)
    expect(view.at(jobs, nowMs)).toMatchObject({ order: [jobKey('a'), jobKey('b')], seen: new Set([jobKey('b')]) })
  })

  it('is unseen again in another status', () => {
    const view = new DeckView()
    view.look(running('a'), 200_000)
    expect(view.at(deck(running('a')), 200_000).seen).toEqual(new Set([jobKey('a')]))
    expect(view.at(deck(failed('a')), 200_000).seen).toEqual(new Set())
  })

  it('stays seen while the deck shows another broker', () => {
    const view = new DeckView()
    view.look(failed('b'), nowMs)
    view.at(deck(running('a')), nowMs)
    expect(view.at(deck(failed('b')), nowMs).seen).toEqual(new Set([jobKey('b')]))
  })
})

describe('the order', () => {
  it('holds still for two seconds after the person moved, then follows urgency', () => {
    const view = new DeckView()
    view.at(deck(running('a'), running('b')), nowMs)
    view.hold(nowMs)
    const urgent = deck(running('a'), asking('b'))
    expect(view.at(urgent, nowMs + 1_999).order).toEqual([jobKey('a'), jobKey('b')])
    expect(view.at(urgent, nowMs + 2_000).order).toEqual([jobKey('b'), jobKey('a')])
  })

  it('takes new jobs in at the end and leaves gone ones out while it is held', () => {
    const view = new DeckView()
    view.at(deck(running('a'), running('b')), nowMs)
    view.hold(nowMs)
    expect(view.at(deck(running('b'), asking('c')), nowMs + 1_000).order).toEqual([jobKey('b'), jobKey('c')])
  })
})
