import { stripVTControlCharacters } from 'node:util'

/** "1 change", "2 changes". */
export function count(many: number, singular: string, plural = `${singular}s`): string {
  return `${many} ${many === 1 ? singular : plural}`
}

/** Seconds as an operator reads them: "0.4s", "12s", "3m05s", "1h02m". */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3600) return `${Math.floor(whole / 60)}m${twoDigits(whole % 60)}s`
  return `${Math.floor(whole / 3600)}h${twoDigits(Math.floor((whole % 3600) / 60))}m`
}

/** Breaks a text, painted or not, between words so that no line is wider than `width` where its words allow it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && visible(line) + 1 + visible(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}

function visible(text: string): number {
  return stripVTControlCharacters(text).length
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
