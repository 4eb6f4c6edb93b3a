import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContext } from '../../../src/cli/context/context.ts'
import { colourOf, editorCommand, keySettings, screenSettings } from '../../../src/cli/context/screen-settings.ts'
import { temporaryFolder } from '../../support/jobdeck-home.ts'

describe('what the environment says about the screen', () => {
  it.each(['1', '', 'no'])('turns colours off when NO_COLOR is "%s"', (value) => {
    expect(colourOf({ NO_COLOR: value })).toBe('off')
  })

  it('turns colours off with --no-color, as with NO_COLOR, and draws ASCII with --ascii', () => {
    expect(screenSettings(readContext({ color: false, ascii: true }, process))).toMatchObject({
      colour: 'off',
      glyphs: 'ascii',
    })
    expect(screenSettings(readContext({ color: true }, process)).glyphs).toBe('unicode')
  })

  it('leaves colours on without NO_COLOR', () => {
    expect(colourOf({})).toBe('on')
  })

  it.each([
    [{ VISUAL: 'code --wait', EDITOR: 'nano' }, 'code --wait'],
    [{ VISUAL: '', EDITOR: 'nano' }, 'nano'],
    [{ EDITOR: 'nano' }, 'nano'],
    [{ VISUAL: '', EDITOR: '' }, 'vi'],
    [{}, 'vi'],
  ])('names the editor: VISUAL, then EDITOR, then vi: %j', (env, command) => {
    expect(editorCommand(env)).toBe(command)
  })
})

describe('the keys of config.json', () => {
  const folder = temporaryFolder()
  const withFile = (text: string) => {
    const directory = mkdtempSync(join(folder, 'config-'))
    writeFileSync(join(directory, 'config.json'), text)
    return keySettings(directory)
  }

  it('are passed on as they are in the file', () => {
    expect(withFile('{"keys": {"deck.emit": ["E"]}}')).toEqual({ bindings: { 'deck.emit': ['E'] } })
    expect(withFile('{"keys": 7}')).toEqual({ bindings: 7 })
  })

  it('are empty without the file, and in a file that does not mention them', () => {
    expect(keySettings(join(folder, 'nothing-here'))).toEqual({ bindings: undefined })
    expect(withFile('{}')).toEqual({ bindings: undefined })
  })

  it.each([
    ['{"keys": {', /config\.json, line 1, column 11: this is not JSON$/],
    ['', /config\.json, line 1, column 1: this is not JSON$/],
    ['[]', /config\.json: this is not a JSON object$/],
    ['null', /config\.json: this is not a JSON object$/],
  ])('are a problem in a file that holds %j', (text, problem) => {
    expect(withFile(text)).toEqual({ problem: expect.stringMatching(problem) })
  })

  it('are a problem where the file is a pipe or a device, or far too large', () => {
    const pipe = mkdtempSync(join(folder, 'config-'))
    execFileSync('mkfifo', [join(pipe, 'config.json')])
    expect(keySettings(pipe)).toEqual({ problem: expect.stringMatching(/config\.json: it is not a regular file$/) })
    const device = mkdtempSync(join(folder, 'config-'))
    symlinkSync('/dev/zero', join(device, 'config.json'))
    expect(keySettings(device)).toEqual({ problem: expect.stringMatching(/config\.json: it is not a regular file$/) })
    const large = mkdtempSync(join(folder, 'config-'))
    writeFileSync(join(large, 'config.json'), '')
    truncateSync(join(large, 'config.json'), 1024 * 1024 + 1)
    expect(keySettings(large)).toEqual({ problem: expect.stringMatching(/config\.json: it is larger than/) })
  })

  it('are read through a symbolic link', () => {
    const directory = mkdtempSync(join(folder, 'config-'))
    writeFileSync(join(directory, 'mine.json'), '{"keys": {}}')
    symlinkSync('mine.json', join(directory, 'config.json'))
    expect(keySettings(directory)).toEqual({ bindings: {} })
  })

  it('are a problem where the file cannot be read', () => {
    const directory = mkdtempSync(join(folder, 'config-'))
    mkdirSync(join(directory, 'config.json'))
    expect(keySettings(directory)).toEqual({ problem: expect.stringMatching(/^cannot read .*config\.json \(EISDIR\)/) })
  })
})
