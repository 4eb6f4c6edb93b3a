import { expect, it } from 'vitest'
import { ProblemBoard, registryProblem } from '../../../src/app/deck/problem-board.ts'
import { JobdeckError } from '../../../src/domain/failure.ts'
import { safe, safeLine } from '../../../src/domain/text/safe-text.ts'

it('shows the oldest problem, and the next one when it is fixed', () => {
  const shown: unknown[] = []
  const board = new ProblemBoard((problem) => shown.push(problem))
  board.set('ledger', new JobdeckError('io', 'the disk is full', 'free some space'))
  board.set('registry', 'a record is broken')
  board.set('ledger', null)
  board.set('registry', null)
  expect(shown).toEqual(['the disk is full: free some space', 'a record is broken', null])
})

it('reports nothing when nothing changed', () => {
  const shown: unknown[] = []
  const board = new ProblemBoard((problem) => shown.push(problem))
  board.set('profiles', null)
  board.set('ledger', 'full')
  board.set('ledger', 'full')
  expect(shown).toEqual(['full'])
})

it('names the first file of a registry that cannot be used, and how many more there are', () => {
  const problem = (file: string) => ({
    file: safeLine(file),
    jobId: null,
    fault: 'not-json' as const,
    explanation: safe`the file is empty`,
  })
  expect(registryProblem({ records: new Map(), problems: [] })).toBeNull()
  expect(registryProblem({ records: new Map(), problems: [problem('a.json')] })).toBe(
    'registry: a.json: the file is empty',
  )
  expect(registryProblem({ records: new Map(), problems: [problem('a.json'), problem('b'), problem('c')] })).toBe(
    'registry: a.json: the file is empty (and 2 more)',
  )
})
