// Single components at the sizes that a screen gives them, without the chrome around them.
import { stripVTControlCharacters } from 'node:util'
import { Box } from 'ink'
import { render } from 'ink-testing-library'
import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { DeckState } from '../../../src/app/deck/deck-state.ts'
import { cellWidth } from '../../../src/domain/text/cells.ts'
import { DeckContext } from '../../../src/ui/frame/deck-context.tsx'
import { initialNavigation, type Navigation, pushScreen, topScreen } from '../../../src/ui/frame/navigation.ts'
import { createScreens } from '../../../src/ui/frame/screens.ts'
import { createKeyboard } from '../../../src/ui/keys/keyboard.ts'
import { views } from '../../../src/ui/views/views.ts'
import { jobOf, nowMs, recordedCommands, stateOf, storeOf } from '../fixtures.ts'

/** ink-testing-library's own terminal is 100 columns wide. */
const sizes = [
  { columns: 40, rows: 8 },
  { columns: 60, rows: 14 },
  { columns: 80, rows: 22 },
  { columns: 100, rows: 40 },
]

const jobs = [
  jobOf({
    id: '77aa01ff',
    prompt: '세션 테이블을 옮겨 주세요 🚚',
    registeredAgoSec: 60,
    events: [
      [1, 'started', 'reading', 50],
      [2, 'permission_required', 'run: rm -rf build/', 42],
    ],
  }),
  jobOf({ id: '3f9a12bc', events: [[1, 'started', '작업을 시작합니다', 30]] }),
  jobOf({ id: 'c0ffee00', registeredAgoSec: 5, prompt: 'waits to be picked up' }),
]

/** The screen in a room with one row more, for its footer. */
function show(state: DeckState, name: 'deck' | 'dropped', size: (typeof sizes)[number]): readonly string[] {
  const navigation = createStore<Navigation>(() =>
    name === 'deck' ? initialNavigation : pushScreen(initialNavigation, name, { top: 0 }),
  )
  const screens = createScreens(navigation, createKeyboard(), () => {})
  const screen = topScreen(navigation.getState())
  const room = { columns: size.columns, rows: size.rows + 1, top: 1 }
  const { lastFrame, unmount } = render(
    <DeckContext value={{ store: storeOf(state), navigation, screens, commands: recordedCommands() }}>
      <Box>
        {screen.name === 'deck' ? <views.deck.Screen screen={screen} {...room} /> : null}
        {screen.name === 'dropped' ? <views.dropped.Screen screen={screen} {...room} /> : null}
      </Box>
    </DeckContext>,
  )
  const lines = stripVTControlCharacters(lastFrame() ?? '').split('\n')
  unmount()
  return lines
}

describe.each(sizes)('at $columns×$rows', (size) => {
  it('the deck fills its place with panes', () => {
    const lines = show(stateOf(jobs), 'deck', size)
    expect(lines).toHaveLength(size.rows + 1)
    for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(size.columns)
    const text = lines.join('\n')
    expect(text).toContain('◆ claude')
    expect(text).toContain('run: rm -rf build/')
    expect(text).toContain('세션 테이블')
  })

  it('an empty deck says what it listens to', () => {
    const text = show(stateOf([]), 'deck', size).join('\n')
    expect(text).toContain('No jobs yet')
  })

  it('the screen of dropped messages counts what was dropped, by reason', () => {
    const drop = {
      receivedWallMs: nowMs,
      reason: 'not-json',
      topic: jobs[0]?.record?.agent,
      explanation: jobs[0]?.record?.prompt,
    }
    const recent = [drop] as DeckState['drops']['recent']
    const state = stateOf(jobs, { drops: { total: 3, unread: 3, byReason: { 'not-json': 3 }, recent } })
    const lines = show(state, 'dropped', size)
    expect(lines).toHaveLength(size.rows + 1)
    expect(lines.join('\n')).toMatch(/3 .*not JSON/i)
  })
})
