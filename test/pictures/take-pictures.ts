// The pictures of one world: its deck is driven from scene to scene, and drawn as it then is.
import { setTimeout as delay } from 'node:timers/promises'
import { jobsOf } from './jobs.ts'
import { palettes } from './palettes.ts'
import type { WorldScenes } from './scenes.ts'
import { svgOf } from './svg.ts'
import { openWorld } from './world.ts'

const lookEveryMs = 50
const quietLooks = 10

export interface Picture {
  readonly name: string
  readonly svg: string
}

/** The pictures of a world's scenes, as SVG. */
export async function takePictures({ jobs, args, scenes }: WorldScenes, port: number): Promise<readonly Picture[]> {
  const { deck, close } = await openWorld({ jobs: jobsOf[jobs], args, port })
  try {
    const pictures: Picture[] = []
    const settled = () => unchanged(async () => (await deck.screen()).text)
    await deck.press('g').seesThat('the first job selected', ({ rows }) => /^[┏#]/.test(rows[1] ?? ''))
    for (const { name, columns, rows, palette, act } of scenes) {
      await deck.resizes(columns, rows)
      await settled()
      await act?.(deck)
      await settled()
      pictures.push({ name, svg: svgOf(deck.terminal, palettes[palette], `jobdeck at ${columns}×${rows}: ${name}`) })
      if (act) await deck.press('esc').sees('q quit')
    }
    return pictures
  } finally {
    await close()
  }
}

/** Waits until the deck has drawn nothing more for a while: its clock stands still. */
async function unchanged(look: () => Promise<string>): Promise<void> {
  let before = await look()
  for (let quiet = 0; quiet < quietLooks; ) {
    await delay(lookEveryMs)
    const now = await look()
    quiet = now === before ? quiet + 1 : 0
    before = now
  }
}
