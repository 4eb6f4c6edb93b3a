// What can be written into the pane of an agent as one line, and how it is recognised there. Pure.

/** More than that is a prompt for an editor, and agents fold it away instead of showing it. */
const maxLineChars = 500

/** Why a piece of text cannot be a part of the line; null when it can. */
export function pieceProblem(text: string): string | null {
  if (/[\n\r\u0085\u2028\u2029]/.test(text)) return 'only one line can be sent'
  return /\p{Cc}/u.test(text) ? 'a control character cannot be sent' : null
}

/** Why a text cannot be sent as one line; null when it can. */
export function lineProblem(text: string): string | null {
  const problem = pieceProblem(text)
  if (problem) return problem
  if (text.length > maxLineChars) return `at most ${maxLineChars} characters can be sent`
  return bare(text) === '' ? 'there is nothing to send' : null
}

/** How often a screen shows a text, also where its program has put it into a box and broken its lines. */
export function timesShown(text: string, screen: string): number {
  return bare(screen).split(bare(text)).length - 1
}

/** Whether a screen shows a question with numbered answers, one of them chosen, as agents draw it. */
export function showsMenu(screen: string): boolean {
  return /^[\s│┃|]*[❯›>●]\s*\d+[.)]\s/m.test(screen)
}

function bare(text: string): string {
  return text.normalize('NFC').replace(/[\s\u2500-\u257f|>❯›]|\p{Default_Ignorable_Code_Point}/gu, '')
}
