import { describe, expect, it } from 'vitest'
import { lineProblem, showsMenu, timesShown } from '../../../src/domain/agents/agent-line.ts'

describe('a text that is not one line', () => {
  it.each([
    ['a\nb', 'only one line can be sent'],
    ['a\u2028b', 'only one line can be sent'],
    ['a\u001b[31mb', 'a control character cannot be sent'],
    ['a\tb', 'a control character cannot be sent'],
    ['\u0000', 'a control character cannot be sent'],
    [' ', 'there is nothing to send'],
    ['> |', 'there is nothing to send'],
    ['x'.repeat(501), 'at most 500 characters can be sent'],
    ['x', null],
  ])('%j: %s', (text, problem) => {
    expect(lineProblem(text)).toBe(problem)
  })
})

describe('a text on a screen', () => {
  it.each([
    ['run it', '> run it', 1],
    ['run it', 'run it\nrun it', 2],
    [
      'write the tests for all of it',
      '╭──────────╮\n│ > write the │\n│   tests for │\n│   all of it │\n╰──────────╯',
      1,
    ],
    ['run it', '> ru', 0],
    ['é', 'e\u0301', 1],
  ])('%j on %j is there %i times', (text, screen, times) => {
    expect(timesShown(text, screen)).toBe(times)
  })

  it.each([
    ['│ ❯ 1. Yes │', true],
    ['  2. No\n› 3. Never', true],
    ['1. first\n2. second', false],
    ['> 10 tests', false],
  ])('%j is a menu: %s', (screen, isMenu) => {
    expect(showsMenu(screen)).toBe(isMenu)
  })
})
