// What a command prints for people, in the glyphs that they asked for. JSON and other people's data never go through here.
import { withoutGlyphs } from '../../domain/text/ascii.ts'
import type { CliContext } from '../context/context.ts'

/** The text as it is, or with `--ascii` in ASCII. */
export function drawn({ glyphs }: Pick<CliContext, 'glyphs'>, text: string): string {
  return glyphs === 'ascii' ? withoutGlyphs(text) : text
}
