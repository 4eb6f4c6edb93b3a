import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { deckInPty, quit } from '../support/deck/open-deck.ts'
import { temporaryFolder } from '../support/jobdeck-home.ts'

function deckWithConfigFile(text: string) {
  const home = temporaryFolder()
  mkdirSync(join(home, 'config'))
  writeFileSync(join(home, 'config', 'config.json'), text)
  return deckInPty({ home, args: ['--profile', 'embedded'], columns: 120, rows: 40 })
}

it('key bindings in config.json take the place of the default keys', async () => {
  const deck = await deckWithConfigFile('{"keys": {"deck.register": ["N"]}}')
  await deck.press('N').sees('register a job')
  await deck.press('esc').sees('? help')
  expect(await quit(deck)).toEqual({ code: 0, signal: null })
})

it('a broken config.json is reported on the deck, which keeps its default keys', async () => {
  const deck = await deckWithConfigFile('{"keys": {]')
  await deck.sees('config.json, line 1, column 11')
  await deck.press('n').sees('register a job')
  await deck.press('esc').sees('? help')
  expect(await quit(deck)).toEqual({ code: 0, signal: null })
})
