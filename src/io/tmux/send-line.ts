// Writes one line of text into the pane of an agent, as its user would type it there, and presses Enter only when the text has been
// read back from the pane: a menu, a pager or a program that hides what is typed gets no Enter.
import { randomUUID } from 'node:crypto'
import { lineProblem, showsMenu, timesShown } from '../../domain/agents/agent-line.ts'
import { JobdeckError } from '../../domain/failure.ts'
import { type Clock, sleep } from '../clock/clock.ts'
import { type AgentPlace, findAgentPane, writablePane } from './agent-pane.ts'
import { listPanes, targetOf } from './panes.ts'
import { runTmux } from './run-tmux.ts'

export interface LineToSend {
  readonly place: AgentPlace
  readonly text: string
  /** The pane of jobdeck itself (`TMUX_PANE`); null outside tmux. */
  readonly own: string | null
  readonly clock: Clock
}

const lookEveryMs = 50
const looks = 30

/** Resolves when the text and Enter were sent. Throws JobdeckError: why not. */
export async function sendLine({ place, text, own, clock }: LineToSend): Promise<void> {
  const problem = lineProblem(text)
  if (problem) throw new JobdeckError('bad-data', problem)
  const panes = await listPanes()
  const found = writablePane(findAgentPane(place, panes), panes)
  if ('refusal' in found) throw new JobdeckError('refused', found.refusal)
  const { pane } = found
  if (pane.id === own) throw new JobdeckError('refused', 'that is the pane of this deck')
  if (pane.input === 'copy-mode') throw new JobdeckError('refused', 'copy-mode is open in the pane')
  if (pane.input === 'off') throw new JobdeckError('refused', 'the pane takes no input, or shares it with others')
  const target = targetOf(pane)
  const before = await read(target)
  if (showsMenu(before)) throw new JobdeckError('refused', 'a menu is open in the pane: answer it there')
  await paste(target, text)
  const isBack = (screen: string) => timesShown(text, screen) > timesShown(text, before)
  for (let look = 0; !isBack(await read(target)); look++) {
    if (look === looks) throw new JobdeckError('refused', 'the text did not appear in the pane')
    await sleep(clock, lookEveryMs)
  }
  await unlessInMode(target, `send-keys -t '${target}' Enter`)
}

/** The text is on the standard input, so that nobody sees it in the list of processes. The program gets it as a bracketed paste. */
async function paste(target: string, text: string): Promise<void> {
  const buffer = `jobdeck-${randomUUID()}`
  await runTmux(['load-buffer', '-b', buffer, '-'], text)
  try {
    await unlessInMode(target, `paste-buffer -p -r -d -b ${buffer} -t '${target}'`)
  } catch (error) {
    await runTmux(['delete-buffer', '-b', buffer]).catch(() => undefined)
    throw error
  }
}

/** In one step: after a separate look, copy-mode could still be opened. */
async function unlessInMode(target: string, command: string): Promise<void> {
  const said = await runTmux(['if-shell', '-F', '-t', target, '#{pane_in_mode}', 'display-message -p in-mode', command])
  if (said.trim() !== '') throw new JobdeckError('refused', 'copy-mode was opened in the pane')
}

async function read(target: string): Promise<string> {
  return await runTmux(['capture-pane', '-p', '-t', target])
}
