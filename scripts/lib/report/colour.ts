import { styleText } from 'node:util'

/** Gives a text a style, or leaves it alone where colour is off. */
export type Paint = (style: Style, text: string) => string
export type Style = Parameters<typeof styleText>[0]

/** A painter for a place that shows colour, or for one that does not. */
export function painter(colour: boolean): Paint {
  return colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text
}

/** Whether to colour: FORCE_COLOR decides first, as in Node; then NO_COLOR (any value, no-color.org); then the terminal. */
export function wantsColour(
  isTTY: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = environment
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return isTTY && term !== 'dumb'
}
