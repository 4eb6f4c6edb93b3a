import { describe, expect, it } from 'vitest'
import { AlertCollector } from '../../../src/app/attention/alert-collector.ts'
import { announcementOf } from '../../../src/app/attention/announcement.ts'
import { readAttention } from '../../../src/app/attention/attention-settings.ts'
import { Caller } from '../../../src/app/attention/caller.ts'
import { StatusAnnouncer } from '../../../src/app/attention/status-announcer.ts'
import { statusText, titleText } from '../../../src/app/attention/summary-texts.ts'
import type { Alert } from '../../../src/domain/attention/alert.ts'
import { SimulatedClock } from '../../../src/io/clock/simulated-clock.ts'
import { arrive, foldAll, recordFacts } from '../../domain/jobs/build-job.ts'

const job = {
  ...foldAll([arrive(1, 'permission_required', { detail: 'Bash: ls\u001b]0;x\u0007' })]),
  record: recordFacts(),
}
const asks: Alert = { kind: 'needs-you', job }
const failed: Alert = { kind: 'failed', job: foldAll([arrive(1, 'error', { detail: '9 tests fail' })]) }

describe('the words of an alert', () => {
  it('name the job by its session and say what it asks', () => {
    const { title, body, variables } = announcementOf([asks])
    expect([title, body]).toEqual(['claude needs you', 'Bash: ls'])
    expect(variables).toMatchObject({ JOBDECK_ALERT: 'needs-you', JOBDECK_JOB: 'abc12345', JOBDECK_DETAIL: 'Bash: ls' })
  })

  it('count a storm', () => {
    const { title, body } = announcementOf([asks, asks, failed])
    expect(title).toBe('3 jobs need a look')
    expect(body).toBe('2 needs you, 1 failed; the last one: abc12345: 9 tests fail')
  })
})

describe('a storm', () => {
  it('is one call with a count', () => {
    const clock = new SimulatedClock(0)
    const calls: number[] = []
    const collector = new AlertCollector(clock, (alerts) => calls.push(alerts.length))
    for (let at = 0; at < 10; at++) {
      collector.add([asks])
      clock.advance(100)
    }
    clock.advance(1_000)
    expect(calls).toEqual([10])
  })

  it('that lasts is announced after three seconds', () => {
    const clock = new SimulatedClock(0)
    const calls: number[] = []
    const collector = new AlertCollector(clock, (alerts) => calls.push(alerts.length))
    for (let at = 0; at < 40; at++) {
      collector.add([asks])
      clock.advance(100)
    }
    expect(calls).toEqual([30])
  })
})

describe('attention in config.json', () => {
  it('rings and notifies by default, and is calm about the rest', () => {
    const { settings, problems } = readAttention(undefined)
    expect(settings).toEqual({ bell: 'on', notify: 'auto', command: null, wanted: new Set() })
    expect(problems).toEqual([])
  })

  it('switches each way', () => {
    const given = { bell: false, notify: 'osc99', command: ['notify', '-u'], completed: true, turnEnded: true }
    expect(readAttention(given)).toEqual({
      settings: {
        bell: 'off',
        notify: 'osc99',
        command: ['notify', '-u'],
        wanted: new Set(['completed', 'turn-ended']),
      },
      problems: [],
    })
  })

  it.each([
    [7, /write an object/],
    [{ bel: true }, /^bel is not a setting: choose one of bell, notify/],
    [{ bell: 'yes' }, /^bell: write true or false/],
    [{ notify: 'osc1' }, /^notify: write true, false or one of osc9/],
    [{ command: 'notify-send' }, /^command: write a list/],
    [{ command: [] }, /^command: write a list/],
    [{ command: ['a\0b'] }, /^command: write a list/],
  ])('reports %j and keeps the default', (given, problem) => {
    const { settings, problems } = readAttention(given)
    expect(problems).toEqual([expect.stringMatching(problem)])
    expect(settings).toEqual(readAttention(undefined).settings)
  })
})

describe('a call', () => {
  const callWith = (attention: unknown, env: Readonly<Record<string, string>>) => {
    const sent: string[] = []
    const { settings } = readAttention(attention)
    const clock = new SimulatedClock(0)
    new Caller({ settings, env, clock, send: (text) => sent.push(text), onProblem: () => {} }).call([asks])
    return sent.join('')
  }

  it.each([
    [undefined, {}, '\u001b]9;jobdeck: claude needs you · Bash: ls\u0007\u0007'],
    [
      { bell: false },
      { TERM: 'xterm-kitty' },
      '\u001b]99;i=jobdeck:d=0;claude needs you\u0007\u001b]99;i=jobdeck:p=body;Bash: ls\u0007',
    ],
    [{ notify: false }, { TMUX: '/tmp/x,1,0' }, '\u0007'],
    [
      { bell: false },
      { TMUX: 'x', TERM: 'tmux-256color' },
      '\u001bPtmux;\u001b\u001b]9;jobdeck: claude needs you · Bash: ls\u0007\u001b\\',
    ],
    [{ bell: false, notify: false }, {}, ''],
  ])('with %j on %j', (attention, env, sequence) => {
    expect(callWith(attention, env as Readonly<Record<string, string>>)).toBe(sequence)
  })
})

const zero = { pending: 0, running: 0, 'needs-you': 0, 'timed-out': 0, completed: 0, error: 0, cancelled: 0 }
const busy = { counts: { ...zero, 'needs-you': 1, running: 3 }, unseen: { ...zero, error: 1 }, leastLeftMs: 20_500 }

describe('the deck in a few characters', () => {
  it('is who asks, what runs, what has failed unseen, and the shortest time left', () => {
    expect(statusText(busy)).toBe('◆1 ▶3 ✗1 0:21')
    expect(statusText({ ...busy, leastLeftMs: 1_100_000 })).toBe('◆1 ▶3 ✗1 19m')
    expect(statusText({ counts: zero, unseen: zero, leastLeftMs: null })).toBe('')
    expect(titleText(busy)).toBe('◆1 jobdeck')
    expect(titleText({ counts: zero })).toBe('jobdeck')
  })

  it('is set when it changes, at most once a second', () => {
    const clock = new SimulatedClock(0)
    const titles: string[] = []
    const texts: string[] = []
    const announcer = new StatusAnnouncer({
      clock,
      setTitle: (title) => titles.push(title),
      setStatus: async (text) => void texts.push(text),
    })
    announcer.update(busy)
    announcer.update(busy)
    announcer.update({ ...busy, leastLeftMs: 19_500 })
    announcer.update({ ...busy, leastLeftMs: 18_500 })
    expect(texts).toEqual(['◆1 ▶3 ✗1 0:21'])
    clock.advance(1_000)
    clock.advance(10_000)
    expect(texts).toEqual(['◆1 ▶3 ✗1 0:21', '◆1 ▶3 ✗1 0:19'])
    expect(titles).toEqual(['◆1 jobdeck'])
  })
})
