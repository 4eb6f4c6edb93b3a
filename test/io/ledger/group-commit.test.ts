// What several callers write at about the same time becomes one commit.
import { describe, expect, it } from 'vitest'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { GroupCommit } from '../../../src/io/ledger/sqlite/group-commit.ts'

/** Work is a name; a commit gives each back in capitals, unless the disk is broken. */
function setUp() {
  const clock = new SimulatedClock(0)
  const commits: (readonly string[])[] = []
  const settled: unknown[] = []
  const tries: unknown[] = []
  const disk = { isBroken: false }
  const group = new GroupCommit<string>({
    clock,
    commit: async (works) => {
      if (disk.isBroken) throw new Error('broken')
      commits.push(works)
      return works.map((work) => work.toUpperCase())
    },
    onTried: (error) => void tries.push(error),
  })
  const add = (work: string, size = 1) => group.add(work, size, (result) => void settled.push(result))
  const pass = async (ms: number) => {
    clock.advance(ms)
    await new Promise(setImmediate)
  }
  return { group, clock, commits, settled, tries, disk, add, pass }
}

describe('a group commit', () => {
  it('gathers for a moment, commits in order, and settles each with its own result', async () => {
    const { add, pass, commits, settled } = setUp()
    add('a')
    await pass(9)
    add('b')
    expect(commits).toEqual([])
    await pass(16)
    expect(commits).toEqual([['a', 'b']])
    expect(settled).toEqual(['A', 'B'])
    add('c')
    await pass(25)
    expect(commits).toEqual([['a', 'b'], ['c']])
  })

  it('commits nothing while nothing waits', async () => {
    const { group, pass, commits, tries } = setUp()
    await group.flush()
    await pass(10_000)
    expect({ commits, tries }).toEqual({ commits: [], tries: [] })
  })

  it('tries again by itself with the oldest work, not with the next one that comes, and keeps the order', async () => {
    const { add, pass, commits, settled, tries, disk } = setUp()
    disk.isBroken = true
    add('a')
    await pass(20)
    expect(tries).toHaveLength(1)
    for (const work of ['b', 'c', 'd']) {
      add(work)
      await pass(100)
    }
    expect(tries).toHaveLength(1)
    disk.isBroken = false
    await pass(1_000)
    expect(commits).toEqual([['a'], ['b', 'c', 'd']])
    expect(settled).toEqual(['A', 'B', 'C', 'D'])
    expect(tries).toEqual([expect.any(Error), null, null])
  })

  it('writes a large backlog in several commits', async () => {
    const { group, add, commits } = setUp()
    for (const work of ['a', 'b', 'c', 'd', 'e']) add(work, 600_000)
    await group.flush()
    expect(commits).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('gives up the oldest beyond its bound, and whatever is left when it closes', async () => {
    const { group, add, settled, disk } = setUp()
    disk.isBroken = true
    const third = 30 * 1024 * 1024
    for (const work of ['a', 'b', 'c']) add(work, third)
    expect(settled).toEqual([null])
    await group.close()
    expect(settled).toEqual([null, null, null])
    add('late')
    expect(settled).toHaveLength(4)
  })

  it('leaves what arrives during a commit to the next one', async () => {
    const { group, add, commits, settled } = setUp()
    add('a')
    const first = group.flush()
    const second = group.flush()
    add('b')
    await Promise.all([first, second])
    expect(commits.flat()).toEqual(['a', 'b'])
    expect(settled).toEqual(['A', 'B'])
  })
})
