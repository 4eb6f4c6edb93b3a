import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { notification, notificationWays, throughTmux, windowTitle } from '../../../src/io/notify/sequences.ts'

describe('a notification', () => {
  it('is one sequence that the terminal knows', () => {
    expect(notification('osc9', 'codex needs you', 'Bash: ls')).toBe(
      '\u001b]9;jobdeck: codex needs you · Bash: ls\u0007',
    )
    expect(notification('osc777', 'a;b', 'c;d')).toBe('\u001b]777;notify;a,b;c,d\u0007')
    expect(notification('osc99', 'title', 'body')).toBe(
      '\u001b]99;i=jobdeck:d=0;title\u0007\u001b]99;i=jobdeck:p=body;body\u0007',
    )
  })

  it('goes through tmux with its escapes doubled', () => {
    expect(throughTmux('\u001b]9;x\u0007')).toBe('\u001bPtmux;\u001b\u001b]9;x\u0007\u001b\\')
  })

  const hostile = fc.string({
    unit: fc.constantFrom(
      '\u001b',
      '\u0007',
      '\u009c',
      '\u009d',
      '\\',
      ']',
      ';',
      '\n',
      '\u0000',
      '\u202e',
      'x',
      '한',
      '9',
    ),
  })

  it('is never left by what a job says', () => {
    const isOneSequence = (text: string) => /^(?:\u001b\][^\u0000-\u001f\u007f-\u009f]*\u0007){1,2}$/.test(text)
    fc.assert(
      fc.property(hostile, hostile, (title, body) => {
        for (const way of notificationWays) expect(notification(way, title, body)).toSatisfy(isOneSequence)
        expect(windowTitle(title)).toSatisfy(isOneSequence)
      }),
    )
  })
})
