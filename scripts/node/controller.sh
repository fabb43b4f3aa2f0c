# shellcheck shell=sh
# What the controller asks of this machine about its transactions: it sends these functions with a call after them.
# transaction.sh needs none of this; it does its work, and takes it back, alone.
# shellcheck disable=SC2015,SC2317 # `a && b || c` is meant as it says; the call is not in this file
umask 077
export LC_ALL=C
tab=$(printf '\t')
home=${REFIT_ROOT:-}/var/lib/refit
all=$home/transactions

die() { code=$1 && shift && printf 'refit: %s\n' "$*" >&2 && exit "$code"; }
header() { sed -n "s/^$1$tab//p" "$dir/manifest" | head -n 1; }
is_worked_on() { ! (flock -s -n 9) 9<"$dir"; }
size() { wc -c <"$1" | tr -d ' '; }

standing() { # of the transaction in $dir
  if [ -s "$dir/verdict" ]; then cat "$dir/verdict"; elif [ -d "$dir/backup" ]; then echo open; else echo staged; fi
}

# The transaction.sh in $dir to call: of it, its copy and its checksum two must agree. Not as it was sent, it is not run.
script() {
  one=$(sum "$dir/transaction.sh") two=$(sum "$dir/spare.sh")
  if [ "${one:-none}" = "$two" ] || is_listed "$one"; then
    echo "$dir/transaction.sh"
  elif is_listed "$two"; then
    echo "$dir/spare.sh"
  else
    die 65 "neither transaction.sh nor spare.sh in $dir is as it was sent: they were not run"
  fi
}
sum() { sha256sum 2>/dev/null <"$1" | cut -d ' ' -f 1; }
is_listed() { [ -n "$1" ] && grep -q "^$1 .transaction.sh\$" "$dir/checksums" 2>/dev/null; }

call() { script=$(script) && sh "$script" "$@"; }

at() { # ID: what follows is about this transaction
  dir=$all/$1
  [ -d "$dir" ] || die 66 "there is no transaction $1 on this machine"
}

# Archives that transactions unpack, each under its checksum. One that is there is not sent again.
holds() { # SHA256
  [ -e "$home/artifacts/$1" ] && echo "$1  $home/artifacts/$1" | sha256sum -c >/dev/null 2>&1
}

store() { # SHA256 BYTES; from standard input
  mkdir -p "$home/artifacts" && chmod 700 "$home" || die 69 "$home cannot be written: nothing was run"
  free=$(df -Pk "$home/artifacts" | awk 'NR == 2 { print $4 }')
  [ "$free" -gt $(($2 / 1024 + 1024)) ] ||
    die 69 "$home/artifacts needs $(($2 / 1024)) KiB for an archive, and has $free KiB: nothing was run"
  cat >"$home/artifacts/.$1" && sync && mv -f "$home/artifacts/.$1" "$home/artifacts/$1" && holds "$1" ||
    { rm -f "$home/artifacts/.$1" "$home/artifacts/$1" && die 69 "an archive did not arrive as it was sent: nothing was run"; }
}

untouched() { # ID: what was sent is there, every byte of it
  at "$1"
  (cd "$dir" && sha256sum -c checksums >/dev/null 2>&1) ||
    die 65 "the bundle of $1 is not as it was sent: nothing was run"
}

# Unpacks a bundle from standard input. It gets its name when it is whole; one that is there already stays.
receive() { # ID
  mkdir -p "$all" && chmod 700 "$home" && rm -rf "$all/.$1" && mkdir "$all/.$1" && tar -xf - -C "$all/.$1" &&
    { [ -e "$all/$1" ] || mv "$all/.$1" "$all/$1"; } && rm -rf "$all/.$1" ||
    die 69 "the bundle could not be unpacked in $all: nothing was run"
}

# Does it in a process of its own, which the end of this connection does not end, and follows.
start() { # ID run PHASE | ID undo [--confirmed] REASON
  at "$1" && shift
  offset=0
  [ ! -e "$dir/journal" ] || offset=$(size "$dir/journal")
  if [ "$1 $(standing)" = 'undo undoing' ] && is_worked_on; then
    follow_here "$offset" # somebody began it: the node by itself, or this run before it lost the connection
    return
  fi
  script=$(script) || exit
  rm -f "$dir/answer"
  unit=refit-${dir##*/}-$1
  if [ -d "${REFIT_ROOT:-}/run/systemd/system" ] && command -v systemd-run >/dev/null; then
    systemctl reset-failed "$unit.service" 2>/dev/null
    for word; do set -- "$@" "$(printf %s "$word" | sed 's/\$/$$/g')" && shift; done # systemd would expand a `$`
    systemd-run --unit="$unit" /bin/sh "$script" detached "$@" >"$dir/launch" 2>&1 ||
      systemctl is-active "$unit.service" >/dev/null || die 69 "systemd did not start it: $(cat "$dir/launch")"
  else
    setsid sh "$script" detached "$@" </dev/null >"$dir/launch" 2>&1 &
  fi
  tries=0
  until is_begun "$1" || [ -s "$dir/answer" ] || [ $tries = 150 ]; do
    tries=$((tries + 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  is_begun "$1" || [ "$1 $(standing)" = 'undo undone' ] || die 73 "$(sed 's/^refit: //' "$dir/answer" 2>/dev/null)"
  follow_here "$offset"
}

is_begun() { tail -c "+$((offset + 1))" "$dir/journal" 2>/dev/null | grep -q "$tab$1$tab"; }

is_at_rest() { # by what it noted last
  case $(tail -n 1 "$dir/journal" | cut -f 2) in end | ended | failed | confirmed) true ;; *) false ;; esac
}

follow() { at "$1" && follow_here "$2"; } # ID OFFSET

# The journal from a byte on, each line after a `|`, until nobody works on the transaction; then what became of it.
# A line `offset N` after each piece says how far that was.
follow_here() { # OFFSET
  offset=$1 going=yes
  while [ $going = yes ]; do
    # What was cut off in the middle may be about to be taken back.
    is_worked_on || { ! is_at_rest && sleep 3 && is_worked_on; } || going=no
    now=$(size "$dir/journal") || return
    if [ "$now" -gt "$offset" ]; then
      tail -c "+$((offset + 1))" "$dir/journal" | head -c "$((now - offset))" | sed 's/^/|/'
      printf 'offset\t%s\n' "$now" || return
      offset=$now
    fi
    [ $going = no ] || sleep 0.2 2>/dev/null || sleep 1
  done
  call state || return 1 # what was followed has been done, so this is no refusal
}

ask() { # ID confirm | ID arm SECONDS
  at "$1" && shift
  call "$@"
}

list() {
  for dir in "$all"/*/; do
    dir=${dir%/}
    [ ! -d "$dir" ] || { { call state 2>/dev/null || damaged; } && echo; }
  done
  archives | while IFS= read -r archive; do
    printf 'archive\t%s\t%s\n\n' "${archive##*/}" "$(size "$archive")"
  done
  [ -s "$home/lock" ] || return 0
  IFS=$tab read -r _ _ _ _ _ at_boot pid its_ticks <"$home/lock"
  life=stale
  [ "$at_boot" != "$(boot)" ] || [ "$(ticks "$pid")" != "$its_ticks" ] || life=alive
  printf 'lock\t%s\t%s\n' "$(cat "$home/lock")" "$life"
}

damaged() { # what can be said of a transaction with no script to ask
  grep -v "^step$tab" "$dir/manifest"
  printf 'id\t%s\naltered\tyes\nstate\t%s\n' "${dir##*/}" "$(standing)"
}

# Those that nobody is about to unpack, and what was left of one that did not arrive.
archives() {
  for dir in "$all"/*/; do
    dir=${dir%/}
    case $([ ! -d "$dir" ] || standing) in open | undoing) return ;; esac
  done
  find "$home/artifacts" -type f 2>/dev/null
}

prune() { # KEEP: so many of the newest that are closed, and the last confirmed; an open one is never removed
  kept=0 confirmed=
  find "$all" -mindepth 1 -maxdepth 1 -type d -name '[!.]*' | sort -r | while IFS= read -r dir; do
    case $(standing) in confirmed | undone | staged) kept=$((kept + 1)) ;; *) continue ;; esac
    [ "$(standing)$confirmed" != confirmed ] || { confirmed=yes && continue; } # a rollback would need it
    [ "$kept" -le "$1" ] || { rm -rf "$dir" && printf 'pruned\t%s\n' "${dir##*/}"; }
  done
  archives | while IFS= read -r archive; do
    rm -f "$archive" && printf 'pruned\tarchive %s\n' "${archive##*/}"
  done
}

# --- The lock: one run at a time on a machine.

boot() { cat /proc/sys/kernel/random/boot_id; }
ticks() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; } # when it started: a pid is used again

holder() { # the sshd process that we came through: it lives as long as the controller's connection
  pid=$PPID
  while [ "${pid:-0}" -gt 1 ]; do
    case $(cat "/proc/$pid/comm") in sshd* | dropbear*) break ;; esac
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status")
  done
  [ "${pid:-0}" -gt 1 ] || pid=$PPID
  printf '%s\t%s' "$pid" "$(ticks "$pid")"
}

lock() { # RUN OWNER HOST ID|- [--break-lock]
  mkdir -p "$all" && exec 8>>"$home/guard" && flock 8
  for dir in "$all"/*/; do
    dir=${dir%/}
    [ -d "$dir" ] && [ "${dir##*/}" != "$4" ] && [ "$(header run)" != "$1" ] || continue
    case $(standing) in
      open | undoing | undo-failed)
        die 75 "an open transaction is on this machine: ${dir##*/}, run $(header run) of $(header owner)," \
          "$(standing). To take it back: sh $dir/undo"
        ;;
    esac
  done
  if IFS=$tab read -r run owner from since _ at_boot pid its_ticks 2>/dev/null <"$home/lock" && [ "$run" != "$1" ]; then
    who="$owner on $from, run $run, since $since"
    if [ "${5:-}" = --break-lock ]; then
      echo "refit: broke the lock of $who" >&2
    elif [ "$at_boot" != "$(boot)" ]; then
      echo "refit: took over the stale lock of $who: this machine was restarted since" >&2
    elif [ "$(ticks "$pid")" != "$its_ticks" ]; then
      echo "refit: took over the stale lock of $who: its connection is gone, and nothing is open" >&2
    else
      die 75 "this machine is locked by $who. If that run is dead: --break-lock"
    fi
  fi
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$4" "$(boot)" "$(holder)" \
    >"$home/lock.new" && mv -f "$home/lock.new" "$home/lock" || die 69 "$home cannot be written: nothing was run"
  exec 8>&-
}

unlock() { # RUN
  [ "$(cut -f 1 "$home/lock" 2>/dev/null)" != "$1" ] || rm -f "$home/lock"
}
