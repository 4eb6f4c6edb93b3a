// What of an agent's words goes on the wire.
import { describe, expect, it } from 'vitest'
import { clip, firstWords, redact } from '../../../src/domain/agents/redact.ts'
import { toolWords } from '../../../src/domain/agents/tool-words.ts'

describe('a secret in an agent’s words', () => {
  it.each([
    ['export OPENAI_API_KEY=sk-proj-abcdefgh12345678', 'export OPENAI_API_KEY=•••'],
    ['git push https://me:hunter22@example.org/x', 'git push https://me:•••@example.org/x'],
    ['curl -H "Authorization: Bearer abc.def.ghi" x', 'curl -H "Authorization: Bearer •••" x'],
    ['psql --password hunter22 db', 'psql --password ••• db'],
    ['mysql password="hunter22" x', 'mysql password="•••" x'],
    ['ghp_0123456789abcdefghij', '•••'],
    ['login eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'login •••'],
  ])('%j is not sent', (text, redacted) => {
    expect(redact(text)).toBe(redacted)
  })

  it.each(['npm test', 'the author wrote tests', 'rm -rf build/', '토큰을 고쳐 주세요'])(
    '%j is sent as it is',
    (text) => {
      expect(redact(text)).toBe(text)
    },
  )

  it('takes no longer for a long text that nearly looks like one', () => {
    const text = 'token '.repeat(20_000)
    expect(redact(text).length).toBeGreaterThan(0)
  })
})

describe('the first words', () => {
  it('are the first line that says something', () => {
    expect(firstWords('\n  rm -rf build/ \nls')).toBe('rm -rf build/…')
    expect(firstWords('npm test')).toBe('npm test')
  })

  it('are clipped, never in the middle of a character', () => {
    expect(firstWords('x'.repeat(200), 10)).toBe(`${'x'.repeat(9)}…`)
    expect(clip('ab😀', 3)).toBe('ab')
    expect(clip('ab😀', 4)).toBe('ab😀')
  })
})

describe('a tool call in words', () => {
  it.each([
    ['Bash', { command: 'rm -rf build/', description: 'Clean' }, 'Bash: rm -rf build/'],
    ['Edit', { file_path: '/home/someone/work/app/src/main.ts' }, 'Edit: …/src/main.ts'],
    ['Bash', { command: 'cat /home/someone/notes' }, 'Bash: cat ~/notes'],
    ['AskUserQuestion', { questions: [{ question: 'Which database?' }] }, 'AskUserQuestion: Which database?'],
    ['Task', {}, 'Task'],
    ['Odd', { command: 7, questions: [null] }, 'Odd'],
  ])('%s %j', (tool, input, words) => {
    expect(toolWords(tool, input)).toBe(words)
  })
})
