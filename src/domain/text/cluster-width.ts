// The cells of one grapheme cluster of safe text. Terminals differ: some count a cluster, others its characters one by one. We
// give it the most that any of them does, so that it is never drawn over, and the screen places what follows it.
// The expressions with Unicode properties are inside the functions: JavaScript builds them on first use.
import { eastAsianWidth } from 'get-east-asian-width'

/** How many cells a cluster takes at most. */
export function clusterWidth(cluster: string): number {
  return Math.max(layoutWidth(cluster), separateWidth(cluster))
}

/** Character by character, as tmux and xterm count. */
function separateWidth(cluster: string): number {
  return totalWidth([...cluster].filter((character) => !isAbove(character)))
}

/** Marks, and the vowels and finals of Hangul syllables, are drawn into the cell before. */
function isAbove(character: string): boolean {
  return /[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7fb]/u.test(character)
}

/**
 * The cells that Ink lays a cluster out with, as string-width counts them: its first visible character and what is beside it.
 * That package builds its segmenter and its emoji table on import, which costs a short command more than its own work.
 */
export function layoutWidth(cluster: string): number {
  const base = cluster.search(/[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cs}]/u)
  if (base === -1) return 0
  if (isFlag(cluster)) return 2
  const [first = '', ...others] = cluster.slice(base)
  return isJamo(first) ? jamoWidth([first, ...others]) : totalWidth([first, ...others.filter(isBeside)])
}

function totalWidth(characters: readonly string[]): number {
  return characters.reduce((cells, character) => cells + eastAsianWidth(character.codePointAt(0) ?? 0), 0)
}

/** Only flags are wider than their first character: sanitising takes every other emoji sequence apart. */
function isFlag(cluster: string): boolean {
  return /^\p{Regional_Indicator}{2}/u.test(cluster)
}

/** Spacing marks and half-width voicing marks take cells; other marks are above or below their letter. */
function isBeside(character: string): boolean {
  return /^[\p{Mc}\uff00-\uffef]$/u.test(character)
}

function isJamo(character: string): boolean {
  return /^[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7c6\ud7cb-\ud7fb]$/.test(character)
}

/** Letters that form a syllable share its two cells; the others are side by side. */
function jamoWidth(characters: readonly string[]): number {
  const syllables = /[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6][\u11a8-\u11ff\ud7cb-\ud7fb]?/g
  const visible = characters.filter((character) => !/[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}]/u.test(character))
  return totalWidth([...visible.join('').replace(syllables, '가')])
}
