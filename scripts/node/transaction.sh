#!/bin/sh
# Changes this machine by the list in `manifest`, and takes all of it back. A transaction is one directory,
# /var/lib/refit/transactions/ID, with this script in it, and a copy (spare.sh) for when one of them is damaged:
#   manifest, files/   what is to be done, held by `checksums`       journal   what happened, a line each
#   backup/N/          how to take back step N, whole and on disk    verdict   how it ended: confirmed, undoing,
#                      before step N changes anything                          undone, undo-failed; not there: open
# By hand:  sh ID/undo  takes everything back, as often as you like;  sh ID/transaction.sh state  says what became of
#           it;  sh ID/transaction.sh accept  closes an undo that failed, once you have put the rest right.
# For the controller:  run PHASE | undo [--confirmed] REASON | confirm | arm SECONDS
# shellcheck disable=SC2015,SC2317 # `a && b || c` is meant as it says; steps are called by their names
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
tab=$(printf '\t') root=${REFIT_ROOT:-} late=no
dir=$(cd "$(dirname "$0")" && pwd -P) || exit
id=${dir##*/} units=$root/etc/systemd/system
wants=$units/multi-user.target.wants service=refit-undo-$id.service timer=refit-undo-$id.timer
timers=$root/run/systemd/system # is there where systemd runs; forgets what is in it at the next boot

die() { code=$1 && shift && printf 'refit: %s\n' "$*" >&2 && exit "$code"; }
header() { sed -n "s/^$1$tab//p" "$dir/manifest" | head -n 1; }
verdict() { cat "$dir/verdict" 2>/dev/null; }
clean() { printf '%.500s' "$1" | tr '\000-\037\177' ' '; }
flush() { sync "$@" 2>/dev/null || sync; } # an old `sync` takes no names and writes everything, which is right too
flush_all() { find "$1" \( -type f -o -type d \) -exec sync {} + 2>/dev/null || sync; }
only_in() { awk 'FILENAME == ARGV[1] { other[$0] = 1; next } !($0 in other)' "$2" "$1"; } # lines of $1 not in $2
has_systemd() { [ -d "$timers" ]; }
turn() { flock -n 9 || { sleep 1 && flock -n 9; }; } # one process at a time; the kernel ends it with the process
boot() { cat /proc/sys/kernel/random/boot_id; }
keep_after() { flush "$dir/after" && mv -f "$dir/after" "$dir/backup/$n/after"; } # a rename alone can lose the content

note() { # one line of the journal, written at once: the time, a word, its fields
  entry=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  for field; do entry=$entry$tab$field; done
  printf '%s\n' "$entry" >>"$dir/journal"
}

# A power cut may leave half a line: it is closed, and marked as none.
mend_journal() { [ -z "$(tail -c 1 "$dir/journal" | tr '\000' '?')" ] || printf '\ttorn\n' >>"$dir/journal"; }
put() { (cd "$dir" && echo "$2" >"$1.new" && flush "$1.new" && mv -f "$1.new" "$1" && flush .); } # FILE TEXT: whole
# Runs a function for step $n. What it prints goes to the journal, its exit code to $code.
watch() { code=$({ { ("$@") 3>&- 9<&- </dev/null; echo $? >&3; } 2>&1 | report; } 3>&1) && [ "$code" = 0 ]; }
report() { # notes the first 200 lines, and the last
  count=0
  while IFS= read -r said || [ -n "$said" ]; do
    count=$((count + 1)) last=$said
    [ "$count" -gt 200 ] || note output "$n" "$(clean "$said")"
  done
  [ "$count" -le 200 ] || note output "$n" "($((count - 201)) lines left out) $(clean "$last")"
}

# --- Files: what is there is copied first, then replaced by a rename. `write` goes through a link, `remove` does not.
keep_write() { # busybox finds the end of a link to nothing only from the link's own directory
  if [ -L "$root$1" ]; then keep_path "$(cd "$root${1%/*}" && readlink -f "./${1##*/}")"; else keep_path "$root$1"; fi
}
keep_remove() { keep_path "$root$1"; }
keep_path() {
  [ -n "$1" ] && printf '%s\n' "$1" >path && missing=${1%/*} || return
  while [ -n "$missing" ] && [ ! -d "$missing" ]; do printf '%s\n' "$missing" && missing=${missing%/*}; done >parents
  if [ -e "$1" ] || [ -L "$1" ]; then cp -a -- "$1" copy; fi
}
name_path() { # sets path, into, temporary; remembers that systemd has to read its files again
  path=$(cat "$dir/backup/$n/path") && into=${path%/*} && temporary=$into/.refit-$id-$n || return
  case $path in */systemd/*) : >"$dir/reload" ;; esac
}

do_write() { # PATH MODE OWNER GROUP; starts from a copy, for its security context and access list
  name_path && { [ -d "$into" ] || (umask 022 && mkdir -p -- "$into"); } || return
  [ ! -d "$path" ] || { echo "$path is a directory" && return 1; }
  if [ -e "$path" ]; then cp -a -- "$path" "$temporary"; else : >"$temporary"; fi &&
    chmod 600 "$temporary" && cat "$dir/files/$n" >"$temporary" && chown "$3:$4" "$temporary" &&
    chmod "$2" "$temporary" && flush "$temporary" && mv -f "$temporary" "$path" && flush "$into" || return
  [ -e "$dir/backup/$n/copy" ] || ! command -v restorecon >/dev/null || restorecon "$path"
}
do_remove() { name_path && rm -rf -- "$path" && { [ ! -d "$into" ] || flush "$into"; }; }
undo_remove() { undo_write; }
undo_write() {
  name_path
  rm -rf -- "$temporary"
  if [ ! -e copy ] && [ ! -L copy ]; then
    if [ -e "$path" ] || [ -L "$path" ]; then rm -f -- "$path" || return; fi
    while IFS= read -r parent; do rmdir "$parent" 2>/dev/null || :; done <parents
    if [ -d "$into" ]; then flush "$into"; else sync; fi
  elif mkdir -p -- "$into" && [ -d copy ] && [ ! -L copy ]; then
    cp -a copy "$temporary" && flush_all "$temporary" && rm -rf -- "$path" && mv -f "$temporary" "$path" &&
      flush "$into"
  elif cp -a copy "$temporary" && { [ -L copy ] || flush "$temporary"; }; then
    [ ! -L "$path" ] || rm -f -- "$path" # mv would go through a link to a directory
    mv -f "$temporary" "$path" && flush "$into"
  else # no room for both: over the new one, then
    rm -f -- "$temporary"
    cp -p copy "$path" && flush "$path"
  fi
}

# --- Units: whether it runs; and all links in $units, for to enable is to make links, and often more than one.
# Where a unit has an init script too, systemctl keeps the links of its run levels in step: they count as well.
links() {
  find "$units" "$root"/etc/rc?.d -type l 2>/dev/null | sort | while IFS= read -r link; do
    printf '%s\t%s\n' "$link" "$(readlink "$link")"
  done
}

control() { systemctl reset-failed "$2" 2>/dev/null; systemctl "$1" "$2"; } # however often it was started just now
is_running() { case $(systemctl is-active "$1") in active | activating | reloading) true ;; *) false ;; esac; }

reload() { # [UNIT]: systemd reads its files, where that is needed
  has_systemd || return 0
  [ -e "$dir/reload" ] || [ "$(systemctl show -p NeedDaemonReload "$@")" = NeedDaemonReload=yes ] || return 0
  systemctl daemon-reload && rm -f "$dir/reload"
}

keep_unit() { # ACTION UNIT
  echo "$1" >action && printf '%s\n' "$2" >unit && links >before && { ! is_running "$2" || echo yes >was-running; }
}
do_unit() { reload "$2" && control "$1" "$2" && links >"$dir/after" && keep_after; }

undo_unit() {
  unit=$(cat unit)
  case $(cat action) in enable | disable | mask | unmask) undo_links || return ;; esac
  reload "$unit"
  case $(cat was-running 2>/dev/null),$(is_running "$unit" && cat action) in
    yes,) control start "$unit" ;;
    yes,stop) control restart "$unit" ;; # something started it since, on new files
    yes,*) ;;
    *) systemctl stop "$unit" || [ "$(systemctl show -p LoadState "$unit")" = LoadState=not-found ] ;;
  esac
}
undo_links() { # only those that the step itself made or took away
  after=after && [ -e after ] || { after=$dir/after && links >"$after"; } || return
  only_in "$after" before | while IFS=$tab read -r link _; do
    rm -f -- "$link" && { rmdir "${link%/*}" 2>/dev/null || :; } || exit
  done &&
    only_in before "$after" | while IFS=$tab read -r link target; do
      (umask 022 && mkdir -p -- "${link%/*}") && rm -f -- "$link" && ln -s -- "$target" "$link" || exit
    done && sync && systemctl daemon-reload
}

# --- Packages: the list of all of them before and after, so that what came along is taken back along.
manager() {
  for tool in apt-get dnf yum zypper apk; do ! command -v "$tool" >/dev/null || { echo "$tool" && break; }; done
}

packages() { # a line each: NAME VERSION
  # shellcheck disable=SC2016 # the words in braces are dpkg-query's own
  case $(manager) in
    apt-get) dpkg-query -W -f '${Status} ${binary:Package} ${Version}\n' ;;
    apk) apk info -v | sed 's/\(.*\)-\([^-]*-r[0-9]*\)$/- - - \1 \2/' ;;
    *) rpm -qa --qf '- - - %{NAME} %{VERSION}-%{RELEASE}\n' ;;
  esac >"$dir/listing" && [ -s "$dir/listing" ] || return
  sed '/^[^ ]* [^ ]* not-installed /d; /^[^ ]* [^ ]* config-files /d; s/^[^ ]* [^ ]* [^ ]* //' "$dir/listing" | sort
}

manage() { # install|remove NAME|NAME=VERSION...
  export DEBIAN_FRONTEND=noninteractive ZYPP_LOCK_TIMEOUT=300
  tool=$(manager)
  case $tool,$1 in
    apt-get,*) apt-get -y -q --allow-downgrades --no-install-recommends -o DPkg::Lock::Timeout=300 \
      -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" ;;
    apk,install) shift && apk add "$@" ;;
    apk,*) shift && apk del "$@" ;;
    zypper,install) shift && zypper --non-interactive install --oldpackage "$@" ;;
    zypper,*) zypper --non-interactive "$@" ;;
    *,install) shift # dnf and yum say NAME-VERSION, and `downgrade` for an older one
      for package; do set -- "$@" "$(printf %s "$package" | tr "=" -)" && shift; done
      "$tool" -y install "$@" && rpm -q "$@" >/dev/null || "$tool" -y downgrade "$@" ;;
    *) "$tool" -y "$@" ;;
  esac
}

keep_package() { packages >before; }
do_package() { # present|absent NAME =VERSION|-
  if [ "$1" = absent ]; then manage remove "$2"; else manage install "$2${3#-}"; fi || return
  : >"$dir/reload" && packages >"$dir/after" && keep_after
}
undo_package() {
  [ "$(manager)" != apt-get ] || dpkg --configure -a --force-confold || return
  packages >"$dir/now" && after=after || return
  [ -e after ] || after=$dir/now # it was cut off
  set --
  for name in $(only_in "$after" before | cut -d ' ' -f 1); do
    grep -q "^$name " before || ! grep -q "^$name " "$dir/now" || set -- "$@" "$name"
  done
  [ $# = 0 ] || manage remove "$@" || return
  # shellcheck disable=SC2046 # a word each
  set -- $(only_in before "$after" | tr ' ' =)
  [ $# = 0 ] || manage install "$@" || return
  sync
}

# --- Commands, and the kernel.
keep_command() { cp "$dir/files/$n.undo.sh" undo.sh; }
do_command() { sh "$dir/files/$n.sh"; }
undo_command() { cd / && sh "$dir/backup/$n/undo.sh" && sync; }

setting() { # net.ipv4.ip_forward, or net/ipv4/conf/eth0.1/forwarding: the first separator tells which is meant
  case ${1#"${1%%[./]*}"} in /*) key=$1 ;; *) key=$(printf %s "$1" | tr ./ /.) ;; esac
  printf '%s\n' "$root/proc/sys/$key"
}
keep_sysctl() { setting "$1" >path && cat "$(cat path)" >value; }
do_sysctl() { printf '%s\n' "$2" | cat >"$(setting "$1")"; }
undo_sysctl() { cat value >"$(cat path)"; }
has_module() { [ -d "$root/sys/module/$(printf %s "$1" | tr - _)" ]; }
keep_module() { echo "$1" >name && { ! has_module "$1" || : >was-loaded; }; }
do_module() { has_module "$1" || modprobe "$1"; }
undo_module() { [ -e was-loaded ] || ! has_module "$(cat name)" || modprobe -r "$(cat name)"; }

# --- One step: what undo needs is kept first, on disk, and gets its name when it is whole. Then it is done.
keep() {
  new=$dir/backup/$n.new
  mkdir "$new" && cd "$new" && echo "$kind" >kind && printf '%s\n' "$title" >title &&
    "keep_$kind" "$a" "$b" && find . -type f -exec sha256sum {} + >../sums && mv ../sums sums &&
    flush_all . &&
    mv "$new" "$dir/backup/$n" && flush "$dir/backup" "$dir"
}

# A step that was undone is not undone again: what its undo needs may have gone with the undo of an earlier step.
take_back() {
  cd "$dir/backup/$n" && sha256sum -c sums >/dev/null 2>&1 || { echo "$dir/backup/$n is not as it was" && return 1; }
  "undo_$(cat kind)" && cd "$dir/backup/$n" && { : >undone && flush . || :; }
}

# --- A phase.
verify() {
  (cd "$dir" && sha256sum -c checksums && [ "$(grep -c . checksums)" = "$(header checksums)" ]) >/dev/null 2>&1 ||
    die 65 "the bundle of $id is not as it was sent: nothing was run"
}

# The disk must hold a copy of all that changes, and as much again, reserved, to put it back on a disk that is full.
check() {
  tools='awk cut date dd du find flock readlink sed sha256sum sort sync tail'
  for tool in $tools; do command -v "$tool" >/dev/null || die 69 "$tool is missing on this machine"; done
  for script in "$dir"/files/*.sh; do [ ! -e "$script" ] || sh -n "$script" || die 65 "$script is no valid sh"; done
  size=$(grep "^step$tab" "$dir/manifest" | while IFS=$tab read -r _ _ _ kind _ a _; do
    case $kind in write | remove) du -sk -- "$root$a" 2>/dev/null ;; esac
  done | awk '{ sum += $1 } END { print sum + 1024 }')
  free=$(df -Pk "$dir" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge $((size * 2)) ] || die 69 "$dir needs $((size * 2)) KiB for copies, and has $free KiB: nothing was run"
}

run() { # PHASE
  verify
  turn || die 73 "$id is being worked on"
  [ -z "$(verdict)" ] || die 73 "$id is $(verdict)"
  [ "$(phase_state "$1")" = waiting ] || die 73 "phase $1 of $id was begun before: undo $id and start again"
  check
  mkdir -p "$dir/backup" && cp "$dir/transaction.sh" "$dir/spare.sh" &&
    dd if=/dev/zero of="$dir/reserve" bs=65536 count=$((size / 64 + 1)) 2>/dev/null &&
    mend_journal && boot >"$dir/boot.$1" && echo $$ >"$dir/worker" && note run "$1" &&
    flush_all "$dir" && flush "$dir/.." || die 69 "$dir cannot be written: nothing was run"
  n=0 title='arm the dead man'\''s switch' failed=
  [ "$1" != switch ] || [ "$(header arm)" = - ] || watch arm "$(header arm)" || failed=yes
  while [ -z "$failed" ] && IFS=$tab read -r word n phase kind title a b c d; do
    [ "$word $phase" = "step $1" ] || continue
    watch keep && note begin "$n" "$title" && flush "$dir/journal" && watch "do_$kind" "$a" "$b" "$c" "$d" &&
      note 'done' "$n" || failed=yes
  done <"$dir/manifest"
  [ -z "$failed" ] && reload && note end "$1" && flush "$dir/journal" && rm -f "$dir/worker" && return
  note failed "${n:-0}" "${code:-1}" "${title:-put the end of $1 on disk}"
  rm -f "$dir/worker"
  [ "$(header on-failure)" != undo ] || go_back "step ${n:-0} failed: ${title:-put the end of $1 on disk}"
}

# --- The way back: the steps backwards; twice if something fails, for what it needed may be there the second time.
undo() { # [--confirmed] REASON
  [ "${1:-}" != --confirmed ] || { late=yes && shift; }
  may_undo
  turn || stop_run
  flock 9 && may_undo
  go_back "$(clean "${1:-by hand}")"
}
may_undo() {
  [ "$(verdict)" != undone ] || { echo "refit: $id is undone" && exit; }
  [ "$(verdict),$late" != confirmed,no ] || die 73 "$id is confirmed; to undo it all the same: sh $dir/undo --confirmed"
}

stop_run() { # ends a run that still works, or hangs, with all that it started
  pid=$(cat "$dir/worker" 2>/dev/null) || return
  for signal in TERM 0 0 0 KILL; do kill "-$signal" "-$pid" 2>/dev/null && { turn; sleep 1; } || break; done
  ! has_systemd || systemctl kill -s KILL "refit-$id-run.service" 2>/dev/null # those that left the process group
}

go_back() { # REASON
  rm -f "$dir/reserve" "$dir/worker" # the reserve is room for what follows
  put verdict undoing
  mend_journal
  note undo "$1"
  ! has_systemd || guard # so that a power cut only interrupts it
  for round in 1 2; do
    failures=
    for n in $(steps | sort -rn); do
      [ -e "$dir/backup/$n/undone" ] || undo_step "$(cat "$dir/backup/$n/title" 2>/dev/null)" take_back
    done
    [ -n "$failures" ] && [ "$round" = 1 ] && sleep 2 || break
  done
  reload
  n=0 running=$(running; cat "$dir/ran" 2>/dev/null) # those of an undo that was cut off here, too
  [ -n "$failures" ] || put ran "$running" 2>/dev/null
  for unit in $(loaded_anew); do ! is_running "$unit" || undo_step "restart $unit" control restart "$unit"; done
  for unit in $running; do is_running "$unit" || undo_step "start $unit" control start "$unit"; done
  sync
  [ -z "$failures" ] && put verdict undone && watch close && { note ended undone; echo "refit: $id is undone" && exit; }
  put verdict undo-failed
  note ended undo-failed "${failures:= 0}"
  die 1 "$id is not wholly undone: see the steps$failures in $dir/journal, then: sh $dir/undo"
}

steps() { for kept in "$dir"/backup/*[0-9]; do [ ! -d "$kept" ] || echo "${kept##*/}"; done | sort -n; }

# The units that may run on new files though the old ones are back: those restarted; after a boot, all of the switch.
loaded_anew() {
  [ "$late" = yes ] || [ "$(cat "$dir/boot.switch" 2>/dev/null || boot)" = "$(boot)" ] && all='' || all=switch
  awk -F '\t' -v all="$all" -v begun=" $(steps | tr '\n' ' ')" '$1 $4 == "stepunit" &&
    ($3 == all || $6 == "restart" && index(begun, " " $2 " ")) && !seen[$7]++ { print $7 }' "$dir/manifest"
}
running() { # of the units that steps were about: the restart of another one may take one of them along
  sort -u "$dir"/backup/*/unit 2>/dev/null | while IFS= read -r unit; do ! is_running "$unit" || echo "$unit"; done
}

undo_step() { # TITLE FUNCTION...
  title=$1 && shift
  note undoing "$n" "$title"
  if watch "$@"; then note undone "$n"; else failures="$failures $n" && note undo-failed "$n" "$code" "$title"; fi
}

confirm() {
  [ "$(verdict)" != confirmed ] || { settle; exit; }
  turn || die 73 "$id is being worked on"
  [ -z "$(verdict)" ] || die 73 "$id is $(verdict)"
  for phase in $(phases); do has_line end "$phase" || die 73 "$phase of $id is not done: $(phase_state "$phase")"; done
  sync && put verdict confirmed || die 69 "$dir cannot be written: $id is not confirmed"
  note confirmed
  settle
}
settle() { # a file system that takes no writes does not make it less confirmed
  close || echo "refit: $units/$service could not be removed: it goes at the next boot, or with sh $0 confirm" >&2
}
accept() { # an operator has put right what undo could not
  turn && [ "$(verdict)" = undo-failed ] || die 73 "$id is $(verdict)"
  put verdict undone && note ended accepted && close
}

close() {
  rm -f "$dir/reserve" "$dir/armed"
  [ "$(cut -f 5 "$dir/../../lock" 2>/dev/null)" != "$id" ] || rm -f "$dir/../../lock"
  has_systemd || return 0
  systemctl stop "$timer" 2>/dev/null
  rm -f "$timers/$timer" "$wants/$service" "$units/$service" && flush "$wants" "$units" || return
  systemctl daemon-reload || :
}

# --- The dead man's switch: a timer, and for the next boot the service that it starts.
guard() {
  [ ! -L "$wants/$service" ] || return 0
  mkdir -p "$wants" && printf '%s\n' '[Unit]' "Description=refit: takes back $id unless it is confirmed" \
    "RequiresMountsFor=$dir" '[Service]' "ExecStart=/bin/sh $dir/undo expire" >"$units/$service" &&
    flush "$units/$service" && ln -sf "../$service" "$wants" && flush "$units" "$wants" && systemctl daemon-reload
}

arm() { # SECONDS from now on; again, to put it off
  has_systemd || die 69 'systemd does not run here: nothing would take this back by itself'
  [ -z "$(verdict)" ] || die 73 "$id is $(verdict)"
  guard && printf '%s\n' '[Timer]' "OnActiveSec=$1" AccuracySec=1s >"$timers/$timer" &&
    echo "$(($(date +%s) + $1))" >"$dir/armed" && systemctl daemon-reload &&
    systemctl restart "$timer" && systemctl is-active "$timer" >/dev/null && note armed "$1"
}

expire() {
  reason='the machine was restarted before it was confirmed'
  [ "$(cat "$dir/boot.switch" 2>/dev/null)" != "$(boot)" ] || reason='it was not confirmed in time'
  case $(verdict) in confirmed | undone) close ;; *) undo "$reason" ;; esac
}

# --- What became of it.
phases() { grep "^step$tab" "$dir/manifest" | cut -f 3 | sort -u | grep -xe prepare -e switch; }
has_line() { grep -q "$tab$1$tab$2\$" "$dir/journal" 2>/dev/null; }
is_worked_on() { ! (flock -s -n 9) 9<"$dir"; }
phase_state() { # PHASE
  ! has_line end "$1" || { echo 'done' && return; }
  has_line run "$1" || { echo waiting && return; }
  [ -e "$dir/worker" ] && is_worked_on && echo running || echo cut-off
}
state() {
  grep -v "^step$tab" "$dir/manifest"; printf 'id\t%s\n' "$id" # for it may be damaged
  for phase in $(phases); do printf 'phase\t%s\t%s\n' "$phase" "$(phase_state "$phase")"; done
  [ ! -e "$dir/armed" ] || printf 'armed\t%s\n' "$(cat "$dir/armed")"
  (verify) 2>/dev/null || printf 'altered\tyes\n'
  ! is_worked_on || printf 'working\tyes\n'
  if [ -d "$dir/backup" ]; then standing=open; else standing=staged; fi
  printf 'state\t%s\n' "$(verdict || echo "$standing")"
}

main() {
  [ "${1:-}" != detached ] || { shift && exec >"$dir/answer" 2>&1; }
  exec 9<"$dir" </dev/null && cd / && [ -e "$dir/journal" ] || : >"$dir/journal"
  case ${1:-} in
    run | undo | confirm | accept | arm | expire | state) "$@" ;;
    *) die 64 "the ways to call it are at the head of $0" ;;
  esac
}
main "$@"; exit
