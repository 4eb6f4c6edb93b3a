import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInTmux } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import type { TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'

/** The only record below a home, as it is on disk. */
async function onlyRecord(home: string): Promise<Record<string, unknown> & { job_id: string }> {
  const files = () => readdirSync(join(home, 'jobs')).filter((name) => name.endsWith('.json'))
  const [name = ''] = await waitFor(() => files().length > 0 && files(), { what: 'a record' })
  expect(files()).toHaveLength(1)
  expect(statSync(join(home, 'jobs', name)).mode & 0o777).toBe(0o600)
  return JSON.parse(readFileSync(join(home, 'jobs', name), 'utf8'))
}

/** An editor that shows its input and appends each line that is typed, until a single dot. */
function scriptedEditor(home: string, status: number): string {
  const path = join(home, 'editor')
  const script = `#!/bin/sh
    printf 'EDITOR HAS '; tr '\\n' '|' < "$1"; echo; echo >> "$1"
    while read -r line && [ "$line" != . ]; do echo "$line" >> "$1"; echo "added $line"; done
    exit ${status}\n`
  writeFileSync(path, script)
  chmodSync(path, 0o755)
  return path
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('the register form at 80×24', () => {
  let broker: Mosquitto
  beforeAll(async () => {
    broker = await startMosquitto()
  })
  afterAll(() => broker.stop())

  async function openForm(env: Record<string, string> = {}): Promise<{ deck: TmuxPane; home: string }> {
    const home = temporaryFolder()
    const deck = await deckInTmux({ home, env: { ...brokerEnv(broker.port), ...env } })
    await deck.tmux('rename-session', 'agent-one')
    await deck.sees('● connected')
    await deck.press('n').sees('register a job')
    return { deck, home }
  }

  it('writes the record exactly as typed and pasted, and selects the new job', async () => {
    const { deck, home } = await openForm()
    await deck.types('정렬 문제 10개를 만들어 👩‍💻 저장').press('enter')
    const long = Array.from(
      { length: 125 },
      (_, line) => `${String(line).padStart(4, '0')} 한글 "quotes" \\ $HOME; \`x\``,
    )
    const pasted = long.map((line) => line.padEnd(39, '.')).join('\n')
    expect(pasted.length).toBe(4_999)
    await deck.pastes(pasted).sees(/0124 한글/)
    await deck
      .types('!')
      .press('tab', 'right', 'tab', 'right')
      .sees(/codex[\s\S]*agent-one/)
    await deck
      .press('tab', 'ctrl-u')
      .types('1h30m')
      .press('tab', 'ctrl-u')
      .types('90')
      .press('tab')
      .types('report.md')
      .press('enter')
      .types('결과/표.csv')
      .press('ctrl-s')
    const record = await onlyRecord(home)
    expect(record).toEqual({
      schema_version: 1,
      job_id: expect.stringMatching(/^[0-9a-z]{8}$/),
      status: 'pending',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updated_at: record.created_at,
      prompt: `정렬 문제 10개를 만들어 👩‍💻 저장\n${pasted}!`,
      agent: 'codex',
      agent_session: 'tmux:agent-one',
      broker: null,
      topic_prefix: `python/mqtt/jobs/${record.job_id}`,
      timeout_sec: 5400,
      idle_timeout_sec: 90,
      expected_artifacts: ['report.md', '결과/표.csv'],
      last_seq: 0,
      auth_token: null,
    })
    await deck.sees(new RegExp(`┏ ○ agent-one .* ${record.job_id} ┓[\\s\\S]*정렬 문제 10개를`))
    await send(broker.port, { job: record.job_id, seq: 1, event: 'started' })
    await deck.sees(new RegExp(`┏ ▶ agent-one .* ${record.job_id} ┓`))
  })

  it('hands the prompt to $EDITOR on ctrl-g and takes it back', async () => {
    const home = temporaryFolder()
    const deck = await deckInTmux({ home, env: { ...brokerEnv(broker.port), EDITOR: scriptedEditor(home, 0) } })
    await deck.press('n').sees('register a job')
    await deck.types('첫 줄').press('ctrl-g').sees('EDITOR HAS 첫 줄')
    // The terminal belongs to the editor alone: none of its keys reaches jobdeck.
    const lines = Array.from({ length: 15 }, (_, index) => `편집기에서 ${index}.`)
    for (const line of lines) {
      await deck.types(line).press('enter').sees(`added ${line}`)
    }
    await deck
      .types('.')
      .press('enter')
      .sees(/register a job[\s\S]*편집기에서 14/)
    await deck.types('!').press('ctrl-s')
    expect((await onlyRecord(home)).prompt).toBe(`첫 줄\n${lines.join('\n')}!`)
    await deck.sees(/┏ ○ /)
  })

  it('keeps what was typed when the editor fails, and says so', async () => {
    const home = temporaryFolder()
    const deck = await deckInTmux({ home, env: { ...brokerEnv(broker.port), EDITOR: scriptedEditor(home, 3) } })
    await deck.press('n').sees('register a job')
    await deck.types('still here').press('ctrl-g').sees('EDITOR HAS')
    await deck
      .types('.')
      .press('enter')
      .sees(/editor" failed: it exited with/)
    await deck.press('ctrl-s')
    expect((await onlyRecord(home)).prompt).toBe('still here')
  })

  it('leaves ctrl-c in the editor to the editor', async () => {
    const home = temporaryFolder()
    const deck = await deckInTmux({ home, env: { ...brokerEnv(broker.port), EDITOR: scriptedEditor(home, 0) } })
    await deck.press('n').sees('register a job')
    await deck.types('not lost').press('ctrl-g').sees('EDITOR HAS')
    await deck.press('ctrl-c').sees(/not lost[\s\S]*editor" failed: it was killed by/)
    await deck.press('ctrl-c').sees('y/n')
  })

  it('says beside the field what is wrong and writes nothing, and asks before typed text is lost', async () => {
    const { deck, home } = await openForm()
    await deck.press('ctrl-s').sees('✗ say what the agent should do')
    await deck
      .types('a prompt')
      .press('shift-tab', 'shift-tab', 'shift-tab', 'shift-tab', 'ctrl-u')
      .types('1x')
      .press('ctrl-s')
      .sees(/total +│ 1x[\s\S]*✗/)
    expect(readdirSync(join(home, 'jobs')).filter((name) => name.endsWith('.json'))).toEqual([])
    await deck.press('esc').sees('y/n')
    await deck.press('n').sees(/total +│ 1x/)
    await deck.press('ctrl-u').types('2m').press('ctrl-s')
    expect(await onlyRecord(home)).toMatchObject({ prompt: 'a prompt', timeout_sec: 120 })
  })
})
