import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How this sudo treats its user. */
export type SudoBehaviour =
  'no password' | 'password' | 'denied' | 'not in sudoers' | 'requires a terminal' | 'asks for a token'

/**
 * Puts a program `sudo` into a folder, which speaks as the real one (1.9.13) does: prompts and messages on standard
 * error, the password read byte by byte from standard input. It becomes nobody: the command runs as the caller.
 */
export async function fakeSudo(folder: string, behaviour: SudoBehaviour, password = ''): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'sudo'), script, { mode: 0o755 })
  await writeFile(join(folder, 'sudo.behaviour'), `${behaviour}\n`)
  await writeFile(join(folder, 'sudo.password'), `${password}\n`)
  return folder
}

const script = `#!/bin/sh
here=\${0%/*}
prompt='[sudo] password: '
mode=ask
echo "sudo: unable to resolve host n1: Name or service not known" >&2
while [ "$1" != -- ]; do
  case $1 in
    -n) mode=never ;;
    -p) prompt=$2; shift ;;
    -u) shift ;;
    -S) mode=stdin ;;
  esac
  shift
done
shift
echo "$mode" >>"$here/sudo.calls"
read -r behaviour <"$here/sudo.behaviour"
read -r password <"$here/sudo.password"
case $behaviour in
  'no password') exec "$@" ;;
  'requires a terminal') echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1 ;;
  'asks for a token') printf 'Verification code: ' >&2; read -r answer; exit 1 ;;
esac
[ "$mode" = never ] && { echo 'sudo: a password is required' >&2; exit 1; }
echo 'We trust you have received the usual lecture from the local System
Administrator.' >&2
for try in 1 2 3; do
  printf %s "$prompt" >&2
  read -r answer || { echo >&2; echo 'sudo: no password was provided' >&2; exit 1; }
  echo "$answer" >>"$here/sudo.answers"
  echo >&2
  if [ "$answer" = "$password" ]; then
    case $behaviour in
      denied) echo "Sorry, user operator is not allowed to execute '/bin/sh -c' as root on n1." >&2; exit 1 ;;
      'not in sudoers') echo 'operator is not in the sudoers file.' >&2; exit 1 ;;
    esac
    exec "$@"
  fi
  echo 'Sorry, try again.' >&2
done
echo 'sudo: 3 incorrect password attempts' >&2
exit 1
`
