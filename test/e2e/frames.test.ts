import stringWidth from 'string-width'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { brokerEnv, deckInTmux } from '../support/deck/open-deck.ts'
import { send } from '../support/deck/send-event.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { runJobdeck } from '../support/run-jobdeck.ts'
import type { Screen } from '../support/terminal/screen.ts'
import type { TmuxPane } from '../support/terminal/tmux.ts'
import { needs } from '../support/tools.ts'
import { waitFor } from '../support/wait-for.ts'
import { drawnWidths } from './tmux-widths.ts'

/** Texts that terminals measure differently. */
const samples = {
  Korean: '한국어 정렬 문제 10개를 저장했습니다',
  emoji: '🚀 ready ✨ 📦 done',
  'joined by ZWJ': '👩‍💻 and 👨‍👩‍👧‍👦 and 🏳️‍🌈',
  'skin tones': '👍🏽 👋🏿 🧑🏻‍🚀',
  flags: '🇰🇷🇫🇷 🇺🇸',
  keycaps: '1️⃣ 2️⃣ #️⃣',
  'VS16 and VS15': '❤️ ✏️ ☎️ ❤︎ ☺︎ ⚠️',
  'combining marks': 'é ñ ǟ̃ zalgo ż̸̢̛̀́̂̃̄ end',
  'conjoining Jamo': '한글 각 각',
  'ambiguous width': '→ “quoted” … § ① ● ※',
  'half and full width': 'ｶﾞ ＡＢ ￦ ﹏',
  scripts: 'हि ไทย คำถาม ຄຳ עברית العربية',
} as const

const sizes = [
  [60, 16],
  [80, 24],
  [120, 40],
  [200, 60],
] as const

/**
 * There are at least so many lines of boxes, each of which ends in a border at the last cell, by `string-width` and by tmux; no
 * other line is wider. Looks again and again, because tmux also shows frames of which it has read only half.
 */
async function expectWhole(pane: TmuxPane, columns: number, leastBoxRows: number): Promise<void> {
  await waitFor(
    async () => {
      const drawn = await drawnWidths(pane)
      const boxes = drawn.filter(({ row }) => /^[╭│╰┏┃┗]|[╮│╯┓┃┛]$/.test(row))
      expect(boxes.map(({ row, end }) => [end, stringWidth(row), row])).toEqual(
        boxes.map(() => [columns, columns, expect.stringMatching(/[╮│╯┓┃┛█]$/)]),
      )
      expect(boxes.length).toBeGreaterThanOrEqual(leastBoxRows)
      expect(Math.max(...drawn.map(({ row }) => stringWidth(row)))).toBe(columns)
      return true
    },
    { what: 'a whole frame' },
  )
}

/** Which part of the list is shown, and the line of the selected job. */
function positionIn({ rows }: Screen): string {
  return `${/\d+–\d+\/\d+/.exec(rows.at(-1) ?? '')} ${rows.findIndex((row) => row.startsWith('┏'))}`
}

needs(
  'mosquitto',
  'mosquitto-clients',
  'tmux',
)('frames in tmux', () => {
  let broker: Mosquitto
  const home = temporaryFolder()
  beforeAll(async () => {
    broker = await startMosquitto()
    const prompt = `${samples.Korean} ${samples['joined by ZWJ']} ${samples.keycaps}`
    await runJobdeck(['register', '--prompt', prompt, '--agent', '한국어 👩‍💻', '--session', 'tmux:정렬'], { home })
  })
  afterAll(() => broker.stop())

  async function sendSamples(job: string, first: number): Promise<void> {
    for (const [index, detail] of Object.values(samples).entries())
      await send(broker.port, { job, seq: first + index, event: index === 0 ? 'started' : 'progress', detail })
  }

  it.each(sizes)('fill %i×%i exactly, whatever the text', async (columns, rows) => {
    const pane = await deckInTmux({ home, env: brokerEnv(broker.port), columns, rows })
    await pane.sees('● ')
    const jobs = Array.from({ length: 34 }, (_, index) => `job${columns}${String(index).padStart(3, '0')}`)
    const details = Object.values(samples)
    await Promise.all(
      jobs.map((job, index) =>
        send(broker.port, {
          job,
          seq: (index % 3) + 1,
          event: ['started', 'permission_required', 'progress'][index % 3] ?? '',
          detail: details[index % details.length] ?? '',
        }),
      ),
    )
    await pane.sees(/◆ \d\d/)
    for (let page = 0; page < 3; page++) {
      await expectWhole(pane, columns, 4)
      const before = positionIn(await pane.screen())
      await pane.press('pagedown').seesThat('another part of the list', (screen) => positionIn(screen) !== before)
    }
  })

  it('keep the pane borders straight beside every text', async () => {
    const jobs = Object.entries(samples).map(([name, text]) => [name.replace(/\W/g, ''), text] as const)
    const args = jobs.map(([job]) => job)
    // One pane across, so that every line has one text only.
    const pane = await deckInTmux({ env: brokerEnv(broker.port), columns: 75, rows: jobs.length * 7 + 2, args })
    await pane.sees('● connected')
    const sent = jobs.map(async ([job, text]) => {
      await send(broker.port, { job, seq: 1, event: 'started', detail: text })
      await send(broker.port, { job, seq: 2, event: 'permission_required', detail: text.repeat(3) })
    })
    await Promise.all(sent)
    await pane.sees(`◆ ${jobs.length} `)
    await expectWhole(pane, 75, jobs.length * 5)
  })

  it('keep the borders of the detail view straight', async () => {
    const job = 'alltexts'
    await sendSamples(job, 1)
    const pane = await deckInTmux({ env: brokerEnv(broker.port), columns: 100, rows: 30, args: [job] })
    await pane.sees('● connected')
    await sendSamples(job, 20)
    await pane.sees('#31')
    await pane.press('enter').sees('newest first')
    await expectWhole(pane, 100, 28)
  })
})
