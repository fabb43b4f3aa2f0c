import { quote } from '../shell/quote.ts'

// What runs on the node. It is one word of a command for a login shell that may be sh, bash, ash, csh or fish, so it
// has no newline, single quote, backslash or exclamation mark: these mean different things to them, even quoted.

/**
 * The shell that stays: runs one frame after the other, each a line `nonce script input` (script and input in base64,
 * `-` for no input). A line that was cut off has no newline, so `read` fails and nothing runs.
 * `$1` is `runner`, `$2` the word for ready.
 */
const loop = `${prologue()}${ready()}while read -r n s i; do [ \${#n} = 32 ] || exit 125; { echo "$s"; [ "$i" = - ] || echo "$i" | base64 -d; } | $g sh -c "$1" sh "$n"; ${end()} done`

/** Runs one script, with input as it comes after the first line. `$3` is the nonce. */
const once = `${prologue()}n=$3; ${ready()}$g sh -c "$1" sh "$n"; ${end()}`

/**
 * Runs the script of the first line, with what follows as its input: a shell reads no further than the newline.
 * The script is not an argument, because one argument ends at 128 KiB. Its process id, the process group's too
 * where there is setsid, tells the controller what to kill.
 */
const runner =
  'read -r s || exit 125; echo "$1 $$"; echo "$1 $$" >&2; shift; eval "unset s; $(echo "$s" | base64 -d)"'

/** The shell command of a root channel, still to be run as root: the words after `sudo`. */
export function shellCommand(readyWord: string, nonce?: string): string {
  const words =
    nonce === undefined ? [loop, 'refit', runner, readyWord] : [once, 'refit', runner, readyWord, nonce]
  return `sh -c ${words.map(word => quote(word)).join(' ')}`
}

/** One line for the loop. */
export function frame(nonce: string, script: string, input: Uint8Array): string {
  const encoded = input.length > 0 ? Buffer.from(input).toString('base64') : '-'
  return `${nonce} ${encodeScript(script)} ${encoded}\n`
}

/** A script as the runner reads it. The newline makes sure that even an empty one is a field of its own. */
export function encodeScript(script: string): string {
  return Buffer.from(`${script}\n`).toString('base64')
}

/** A signal that a script sends to its parent must not end it; nor be ignored, for the scripts would inherit that. */
function prologue(): string {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  return `umask 022; cd /; export LC_ALL=C PATH=${path}; trap : HUP INT TERM; command -v setsid >/dev/null && g=setsid || g=; `
}

/** Says that we are there, as whom, and with the one program that is needed. */
function ready(): string {
  return 'echo "$2 $(id -u) $(command -v base64)" >&2; '
}

/** Ends both streams of a script. The mark follows the output directly: its last line need not have an end. */
function end(): string {
  return 'r=$?; echo "$n $r"; echo "$n $r" >&2;'
}
