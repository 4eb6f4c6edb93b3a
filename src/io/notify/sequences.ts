// What makes a terminal ring, show a desktop notification, name its window and fill the clipboard. Nothing that a job says can leave its sequence.
// Pure.
import { safeLine } from '../../domain/text/safe-text.ts'

/** The three ways in which terminals take a notification: iTerm2 and most others, rxvt and foot, kitty. */
export const notificationWays = ['osc9', 'osc777', 'osc99'] as const
export type NotificationWay = (typeof notificationWays)[number]

export const bell = '\u0007'

/** Ends an operating system command; unlike `ESC \` it needs nothing doubled inside tmux. */
const end = '\u0007'
const maxTitleCells = 80
const maxBodyCells = 240

/** The sequence that shows a notification. */
export function notification(way: NotificationWay, rawTitle: string, rawBody: string): string {
  const title = safeLine(rawTitle, maxTitleCells)
  const body = safeLine(rawBody, maxBodyCells)
  switch (way) {
    case 'osc9':
      // Some terminals take a number in front for another command.
      return osc(`9;jobdeck: ${title}${body === '' ? '' : ` · ${body}`}`)
    case 'osc777':
      return osc(`777;notify;${withoutSemicolons(title)};${withoutSemicolons(body)}`)
    case 'osc99':
      return osc(`99;i=jobdeck:d=0;${title}`) + osc(`99;i=jobdeck:p=body;${body}`)
  }
}

/** The sequence inside the one that makes tmux pass it on to its terminal. */
export function throughTmux(sequence: string): string {
  return `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`
}

/** Asks the terminal to put a text into the clipboard (OSC 52). */
export function clipboard(text: string): string {
  return osc(`52;c;${Buffer.from(text).toString('base64')}`)
}

/** Names the window. */
export function windowTitle(title: string): string {
  return osc(`2;${safeLine(title, maxTitleCells)}`)
}

function osc(text: string): string {
  return `\u001b]${text}${end}`
}

function withoutSemicolons(text: string): string {
  return text.replaceAll(';', ',')
}
