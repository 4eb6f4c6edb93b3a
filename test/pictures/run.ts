// `npm run pictures`: draws docs/pictures/ anew, or only the worlds with the scenes that are named. It needs a built jobdeck
// and Mosquitto, and takes two minutes.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { worlds } from './scenes.ts'
import { takePictures } from './take-pictures.ts'

/** Always the same, because it is on the pictures. */
const port = 18_830
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))

const wanted = process.argv.slice(2)
const names = worlds.flatMap(({ scenes }) => scenes.map(({ name }) => name))
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) throw new Error(`"${unknown.join(', ')}" is not a scene; choose among ${names.join(', ')}`)

mkdirSync(folder, { recursive: true })
for (const world of worlds) {
  if (wanted.length > 0 && !world.scenes.some(({ name }) => wanted.includes(name))) continue
  for (const { name, svg } of await takePictures(world, port)) {
    writeFileSync(`${folder}${name}.svg`, svg)
    process.stdout.write(`${name}.svg  ${(svg.length / 1000).toFixed(0)} kB\n`)
  }
}
