import { describe, expect, it } from 'vitest'
import { type Listing, wholeListing } from '../../../src/app/deck/listing.ts'
import { arrive, foldAll, freshJob, jobKey } from '../../domain/jobs/build-job.ts'
import { asking, failed, indexOf, nowMs, orderOf, put, running, withRunningRecord } from './indexed-jobs.ts'

const done = (id: string, atMs: number) =>
  withRunningRecord(foldAll([arrive(1, 'started', { atMs: 0 }), arrive(2, 'completed', { atMs })], freshJob(id)))

describe('the listing', () => {
  const listing = (part: Partial<Listing>) => ({ ...wholeListing, ...part })

  it('leaves out what its filter does not match, and counts everything all the same', () => {
    const index = indexOf(running('a'), failed('b'), asking('c'))
    index.setListing(listing({ filter: 'status:error' }))
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['b'])
    expect([index.size, index.total, index.attention.size]).toEqual([1, 3, 2])
    expect(index.get(jobKey('c'))).toBeDefined()
    index.setListing(wholeListing)
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['c', 'b', 'a'])
  })

  it('takes in jobs as they begin to match, and leaves them out once no key has been pressed for two seconds', () => {
    const index = indexOf(running('a'), failed('b'))
    index.setListing(listing({ show: 'attention' }))
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['b'])
    put(index, [asking('a')])
    index.write(nowMs)
    expect(orderOf(index)).toEqual(['a', 'b'])
    index.holdOrder(nowMs)
    index.acknowledge(failed('b'), nowMs)
    index.write(nowMs + 1_000)
    expect(orderOf(index)).toEqual(['a', 'b'])
    index.write(nowMs + 2_000)
    expect(orderOf(index)).toEqual(['a'])
  })

  it('knows where its groups begin', () => {
    const index = indexOf(running('a'), failed('b'), asking('c'), done('d', 1_000), done('e', 3_000))
    expect(orderOf(index)).toEqual(['c', 'b', 'a', 'e', 'd'])
    expect([index.attentionFirst(), index.firstEnded()]).toEqual([2, 3])
    expect([4_000, 3_000, 2_000, 1_000].map((atMs) => index.firstEndedBy(atMs))).toEqual([3, 3, 4, 4])
  })

  it('counts what was not seen by status', () => {
    const index = indexOf(failed('a'), failed('b'), done('c', 1_000))
    index.acknowledge(failed('a'), nowMs)
    index.write(nowMs)
    expect(index.unseen).toMatchObject({ error: 1, completed: 1 })
    expect(index.counts).toMatchObject({ error: 2, completed: 1 })
  })
})
