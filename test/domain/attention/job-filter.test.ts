import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterWords, parseFilter } from '../../../src/domain/attention/job-filter.ts'
import { noFlags } from '../../../src/domain/attention/job-flags.ts'
import { statusAt } from '../../../src/domain/jobs/deadlines.ts'
import { withRecord } from '../../../src/domain/jobs/fold.ts'
import { arrive, foldAll, freshJob, recordFacts } from '../jobs/build-job.ts'

const nowMs = 5_000
const facts = { prompt: '정렬 문제 10개를 만들어 [a-z]+', agent: 'codex', session: 'tmux:Codex-2' }
const job = foldAll(
  [arrive(1, 'progress', { detail: 'tests 96/140 "half' })],
  withRecord(freshJob('77aa01ff'), recordFacts(facts)),
)
const failed = foldAll([arrive(2, 'error', { detail: 'no disk' })], job)

function matches(text: string, what = job, isSeen = false, flags = noFlags): boolean {
  const status = statusAt(what, nowMs)
  const needsAttention = status === 'error' && !isSeen
  return parseFilter(text)({ job: what, status, isSeen, needsAttention, flags })
}

describe('the filter', () => {
  it.each([
    ['nothing', ''],
    ['blanks', '   '],
    ['part of the id', 'aa01'],
    ['the agent', 'codex'],
    ['the session, in another case', 'CODEX-2'],
    ['the prompt', '정렬'],
    ['the prompt in decomposed letters', '정렬'.normalize('NFD')],
    ['the last detail', '96/140'],
    ['words from several of them, in any order', 'tests 정렬 77aa'],
    ['words in quotes that stand together', '"문제 10개"'],
    ['characters that mean something in a pattern', '[a-z]+'],
    ['a quote without its pair', '"half'],
    ['a qualifier', 'agent:codex'],
    ['a qualifier in another case', 'Agent:CODEX session:codex-2 id:77'],
    ['the beginning of a status', 'status:run'],
    ['a qualifier that is only begun', 'status:'],
    ['a state that is only begun', 'is:se'],
    ['live jobs', 'is:live'],
    ['unseen jobs', 'is:new is:unseen'],
    ['the host and the broker', 'host:127.0.0.1 broker:1883'],
  ])('lets a job through by %s', (_what, text) => expect(matches(text)).toBe(true))

  it.each([
    ['one word that is nowhere', 'tests nowhere'],
    ['words in quotes that do not stand together', '"문제 tests"'],
    ['a pattern that would match', '7.*f'],
    ['another agent', 'agent:claude'],
    ['another status', 'status:error'],
    ['the words of another field', 'agent:tests'],
    ['an unknown state', 'is:nonsense'],
    ['the name of something that every object has', 'is:constructor'],
    ['an unknown qualifier, which is a plain word', 'colour:red'],
    ['a word that every object knows', 'constructor:x'],
    ['jobs that have ended', 'is:ended'],
    ['jobs that were seen', 'is:seen'],
    ['jobs that need attention', 'is:attention'],
  ])('leaves a job out by %s', (_what, text) => expect(matches(text)).toBe(false))

  it('looks at the job as it is now', () => {
    expect(matches('no disk status:error is:ended is:attention', failed)).toBe(true)
    expect(matches('is:attention', failed, true)).toBe(false)
    expect(matches('is:seen', failed, true)).toBe(true)
    expect(matches('96/140', failed)).toBe(false)
  })

  it('lets dismissed jobs through only where it asks for them', () => {
    const dismissed = { isSilenced: true, dismissed: 'running' }
    expect(['', 'tests', 'is:silenced', 'is:dis'].map((text) => matches(text, job, false, dismissed))).toEqual([
      false,
      false,
      false,
      false,
    ])
    expect(matches('is:dismissed is:silenced tests', job, false, dismissed)).toBe(true)
    expect(matches('is:dismissed') || matches('is:silenced')).toBe(false)
  })

  it('finds a job without a record by its id', () => {
    expect(matches('abc', freshJob('abc12345'))).toBe(true)
    expect(matches('agent:codex', freshJob('abc12345'))).toBe(false)
    expect(matches('status:pending', freshJob('abc12345'))).toBe(true)
  })

  it('takes any text, and more words never let more jobs through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, more) => {
        const both = `${text} ${more}`
        if (filterWords(both).join('\n') !== [...filterWords(text), ...filterWords(more)].join('\n')) return
        if (matches(both)) expect(matches(text)).toBe(true)
      }),
    )
  })
})
