import { describe, expect, it } from 'vitest'
import type { JobId } from '../../../src/domain/protocol/job-id.ts'
import { joinText, padEnd, repeatText, type SafeText, safe, safeLine } from '../../../src/domain/text/safe-text.ts'
import { span } from '../../../src/ui/cells/line.ts'

// `tsc` is what fails here: each expected error is one that the compiler has to find.
describe('safe text is proved by the compiler', () => {
  const hostile: string = '\u001b[2Jgone'
  const record = { agent: hostile, patternOfUnknown: `x${hostile}` as `x${string}` }
  const status: 'running' | 'pending' = 'running' as 'running' | 'pending'
  const known: SafeText | 'no agent' = safeLine(hostile) as SafeText | 'no agent'
  const jobId = 'job-1' as JobId

  it('the template takes safe text, numbers, literals, unions of literals and job ids', () => {
    const text: SafeText = safe`${safeLine('a')} ${7} ${'b'} ${status} ${known} ${jobId} ${status === 'running' ? 'c' : safeLine('d')}`
    expect(text).toBe('a 7 b running gone job-1 c')
    expect(span(status).text).toBe('running')
    expect(safe`a \u2192 b`).toBe('a → b')
  })

  it('any other string is refused, wherever safe text is made', () => {
    // @ts-expect-error a string
    safe`${hostile}`
    // @ts-expect-error a string among others that are safe
    safe`${1} ${'a'} ${record.agent} ${safeLine('b')}`
    // @ts-expect-error a template type: its rest is unknown
    safe`${record.patternOfUnknown}`
    // @ts-expect-error a literal or a string
    safe`${status === 'running' ? 'a' : hostile}`
    // @ts-expect-error a literal or a template type
    safe`${status === 'running' ? 'a' : record.patternOfUnknown}`
    // @ts-expect-error any, such as parsed JSON
    safe`${JSON.parse('1')}`
    // @ts-expect-error nothing at all
    safe`${undefined}`
    // @ts-expect-error an object, whose toString says what it likes
    safe`${record}`
    // @ts-expect-error a template that is not tagged
    span(`${safeLine('a')} b`)
    // @ts-expect-error a string
    span(hostile, 'bad')
    // @ts-expect-error a string
    padEnd(hostile, 4)
    // @ts-expect-error a string
    repeatText(hostile, 4)
    // @ts-expect-error a string
    joinText([safeLine('a')], hostile)
    // @ts-expect-error what a method of String returns is a string again
    const upperCased: SafeText = safeLine('a').toUpperCase()
    expect(upperCased).toBe('A')
  })
})
