import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInPty } from '../support/deck/open-deck.ts'
import { eventText, type SentEvent, send, sendRaw, topicOf } from '../support/deck/send-event.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { needs } from '../support/tools.ts'

/** Sequences that would change the title, the clipboard, the colours, the screen, the modes, or would move the cursor. */
const attacks = [
  '\u001b]0;PWNED-TITLE\u0007',
  '\u001b]52;c;UFdORUQ=\u0007',
  '\u001b[2J',
  '\u001b[31;45;5mPWNED',
  '\u001bc',
  '\u001b[?1003h',
  '\u001b[99;99H',
  '\u001bP+q544e\u001b\\',
  '\u001b_Gi=31;PWNED\u001b\\',
  '\u009b31mPWNED',
  '\u009d0;PWNED\u009c',
  '\u001b]8;;http://pwned.invalid/\u001b\\link\u001b]8;;\u001b\\',
]

/** Everything that the deck itself writes besides text: moves within the frame, erased line ends, styles, modes, its title. */
const ownSequences = new RegExp(
  [
    '\u001b\\[(?:\\d*[AEGK]|(?:[1279]|2[1-9]|3[0-79]|9[0-7])?m|\\?(?:7|1049|1004|2004|25|2026)[hl]|H|2[23];2t)',
    '\u001b\\]2;(?:◆\\d+ )?jobdeck(?:\u0007|\u001b\\\\)',
    // The bell of a question, alone.
    '\u0007',
  ].join('|'),
  'g',
)

/** What reached the terminal and is neither text nor one of the deck's own sequences. */
function foreignControls(raw: string): readonly string[] {
  return (
    raw
      .replaceAll(ownSequences, '')
      .match(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e].{0,12}/g) ?? []
  )
}

needs('mosquitto', 'mosquitto-clients')('hostile input over the wire', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto({ config: 'max_queued_messages 0' })
  })
  afterAll(() => broker.stop())

  function deck(args: readonly string[] = []) {
    return deckInPty({ env: brokerEnv(broker.port), columns: 120, rows: 40, args })
  }

  it('never reaches the terminal as a control, from any field, on any screen', async () => {
    const pty = await deck()
    await pty.sees('● connected')
    for (const [index, attack] of attacks.entries()) {
      const job = `attack${String(index).padStart(2, '0')}`
      const event: SentEvent = { job, seq: 1, event: 'permission_required', detail: `${attack} \u202e shown ${attack}` }
      const payload = JSON.parse(eventText({ ...event, data: { [attack]: attack, deep: [{ [attack]: [attack] }] } }))
      await sendRaw(broker.port, topicOf(job), JSON.stringify({ ...payload, timestamp: attack, [attack]: attack }))
      // As raw bytes, which JSON would escape: this is not JSON, and the reason quotes it.
      await sendRaw(broker.port, topicOf(job), `{"schema_version":1,"detail":"${attack}`)
      for (const field of ['schema_version', 'job_id', 'seq', 'event', 'detail', 'data'])
        await sendRaw(broker.port, topicOf(job), JSON.stringify({ ...payload, [field]: [attack] }))
    }
    await pty.sees(`${attacks.length * 7} dropped`)
    await pty.sees(`◆ ${attacks.length} need you`)
    // Every screen that shows foreign text.
    await pty.press('enter').sees('newest first', '⏎ show JSON')
    await pty.press('enter').sees('"schema_version": 1')
    await pty.press('pagedown', 'q').sees('newest first')
    await pty.press('q').sees('a next')
    await pty.press('m').sees('messages were not accepted')
    await pty.press(...Array<string>(8).fill('pagedown')).sees('attack00')
    await send(broker.port, { job: 'goodjob1', seq: 1, event: 'started', detail: 'fine' })
    await pty.press('q').sees('a next')
    await pty.press('G').sees('goodjob1')
    expect(foreignControls(pty.raw())).toEqual([])
  })

  it('is counted with its reason, and the next good event is shown', async () => {
    const job = 'victim01'
    const good = { job, seq: 1, event: 'started' }
    const topic = topicOf(job)
    const text = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(eventText(good)), ...change })
    const pty = await deck([job])
    await pty.sees('● connected')
    const wrong: readonly (readonly [string, readonly string[]])[] = [
      ['unknown schema', [text({ schema_version: 2 }), text({ schema_version: '1' })]],
      ["another job's id", [text({ job_id: 'somebody' }), text({ job_id: '../etc/passwd' }), text({ job_id: null })]],
      ['invalid field', [text({ seq: 0 }), text({ seq: 1.5 }), text({ event: 'exploded' }), text({ data: [1] })]],
      ['not a JSON object', ['[]', 'null', '"text"', '17', 'true', 'NaN']],
      ['not JSON', ['{', '\u0000', `${eventText(good)}}`, '{"schema_version":1,}', '\ufefftext']],
      ['nested too deeply', ['['.repeat(200_000), `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`]],
      ['too large', [text({ detail: 'x'.repeat(270 * 1024) }), 'y'.repeat(300 * 1024)]],
    ]
    for (const payload of wrong.flatMap(([, payloads]) => payloads)) await sendRaw(broker.port, topic, payload)
    // Larger than what jobdeck agrees with a broker: this one does not send it.
    await sendRaw(broker.port, topic, text({ detail: 'x'.repeat(2 * 1024 * 1024) }))
    await send(broker.port, { ...good, detail: 'the good one' })
    await pty.sees('the good one')
    await send(broker.port, { ...good, detail: 'the good one' })
    const wrongCount = wrong.flatMap(([, payloads]) => payloads).length
    await pty.sees(`${wrongCount} dropped`)
    const { text: screen } = await pty.press('m').sees(`${wrongCount + 1}  messages were not accepted`)
    for (const [reason, payloads] of wrong) expect(screen).toMatch(new RegExp(`\\b${payloads.length}  ${reason}`))
    expect(screen).toMatch(/\b1 {2}duplicate/)
  })

  it('is counted when it comes on an unexpected topic, too', async () => {
    const pty = await deck()
    await pty.sees('● connected')
    const strange = ['', ' ', 'a b', '한국어', '👩‍💻', '..', 'x'.repeat(65), 'y'.repeat(20_000), '%2e%2e', '$SYS', '\\']
    for (const job of strange) await sendRaw(broker.port, topicOf(job), eventText({ job, seq: 1, event: 'started' }))
    await pty.sees(`${strange.length} dropped`)
    await send(broker.port, { job: 'x'.repeat(64), seq: 1, event: 'started', detail: 'the longest id' })
    await pty.sees('the longest id')
    await pty.press('m').sees(`${strange.length}  unexpected topic`)
    expect(foreignControls(pty.raw())).toEqual([])
  })

  it('does not block the keys when it comes as a flood', async () => {
    const pty = await deck(['calm0001'])
    await pty.sees('● connected')
    const flood = Array.from({ length: 3_000 }, (_, index) => `garbage ${index}`).join('\n')
    await send(broker.port, { job: 'calm0001', seq: 1, event: 'started', detail: 'before' })
    await pty.sees('before')
    await sendRaw(broker.port, topicOf('calm0001'), flood)
    await Promise.all(
      Array.from({ length: 40 }, () => sendRaw(broker.port, topicOf('calm0001'), '{"a":'.repeat(50_000))),
    )
    await pty.press('?').sees('The deck')
    await pty.press('q').sees('41 dropped')
  })
})
