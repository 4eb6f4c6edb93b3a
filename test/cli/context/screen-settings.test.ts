import { describe, expect, it } from 'vitest'
import { colourOf, editorCommand } from '../../../src/cli/context/screen-settings.ts'

describe('what the environment says about the screen', () => {
  it.each(['1', '', 'no'])('turns colours off when NO_COLOR is "%s"', (value) => {
    expect(colourOf({ NO_COLOR: value })).toBe('off')
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
