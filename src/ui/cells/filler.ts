// Makes Ink lay text out in the cells that we count: where it counts fewer, fillers take the rest. They never reach the
// terminal, see place-cells.ts.
import { cellWidth, graphemesOf, isCertain } from '../../domain/text/cells.ts'
import { layoutWidth } from '../../domain/text/cluster-width.ts'

/** A character that Unicode reserves for a program's own use, so no text has it: sanitising takes it out. */
export const filler = '\ufdd0'

/** The text with a filler for each cell of a cluster that Ink does not count. */
export function filled(text: string): string {
  if (isCertain(text)) return text
  return graphemesOf(text)
    .map((cluster) => (isCertain(cluster) ? cluster : cluster + fillers(cluster)))
    .join('')
}

function fillers(cluster: string): string {
  return filler.repeat(Math.max(0, cellWidth(cluster) - layoutWidth(cluster)))
}
