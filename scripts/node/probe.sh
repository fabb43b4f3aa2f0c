#!/bin/sh
# Reads a node, and changes nothing on it. What to read beyond the fixed part comes on standard input, one
# line each:  file PATH | tree FOLDER | unit NAME | package NAME | sysctl KEY | module NAME | check ID BASE64-SCRIPT
# Every answer is one frame:  #refit NAME EXIT-CODE LENGTH, newline, LENGTH bytes, newline.
set -u
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

# A hung Docker or a dead mount must not hang the probe.
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout 20 "$@"; else "$@"; fi
}

# Lengths are bytes, and whoever reads them has decoded the text: bytes that are not ASCII become "?", so that the two
# agree whatever a label or a file name holds. Contents of files are Base64.
frame() { # NAME COMMAND...
  name=$1
  shift
  body=$({ "$@" 2>/dev/null </dev/null; printf 'x%s' "$?"; } | tr '\200-\377' '?')
  code=${body##*x}
  body=${body%x*}
  printf '#refit %s %s %s\n%s\n' "$name" "$code" "$(printf %s "$body" | wc -c | tr -d ' ')" "$body"
}

present() { command -v "$1"; }

host() {
  printf 'hostname %s\nkernel %s\narchitecture %s\nboot %s\ncgroup %s\ntime %s\ninit %s\n' \
    "$(hostname 2>/dev/null || uname -n)" "$(uname -r)" "$(uname -m)" "$(cat /proc/sys/kernel/random/boot_id)" \
    "$(stat -fc %T /sys/fs/cgroup)" "$(date +%s)" "$(cat /proc/1/comm)"
  systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/systemd \1/p'
}

# The kubelet that runs; what a unit would start next is read from the files.
kubelet_arguments() {
  pid=$(systemctl show -p MainPID --value kubelet.service 2>/dev/null || systemctl show -p MainPID kubelet.service | sed 's/^MainPID=//')
  [ "${pid:-0}" -gt 0 ] && tr '\0' '\n' <"/proc/$pid/cmdline"
}

main_pid() { systemctl show -p MainPID "$1" 2>/dev/null | sed -n 's/^MainPID=\([1-9]\)/\1/p'; }

# What a daemon was started with, whichever file, variable or drop-in it came from.
arguments_of() {
  pid=$(main_pid "$1") && [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline"
}

# Only what is about proxies: the rest of an environment is nobody's business.
proxy_of() {
  pid=$(main_pid "$1") && [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/environ" | sed -n '/^[A-Za-z]*_[Pp][Rr][Oo][Xx][Yy]=/p'
}

# The address that the node uses towards others, or the first that it has; the kernel only looks it up, and sends nothing.
address() {
  ip -o route get 192.0.2.1 2>/dev/null | sed -n 's/.* src \([^ ]*\).*/\1/p' | grep . ||
    ip -o -4 addr show scope global | sed -n '1s/.* inet \([0-9.]*\).*/\1/p'
}

# Known on a control plane alone.
cluster_networks() {
  sed -n 's/.*--\(service-cluster-ip-range\|cluster-cidr\)=\([0-9a-fA-F.:/,]*\).*/\2/p' /etc/kubernetes/manifests/*.yaml | tr ',' '\n' | sort -u
}

kubelet_version() { limited "$(kubelet_arguments | sed -n 1p | grep / || command -v kubelet)" --version; }

docker_containers() {
  limited docker ps -a --no-trunc --format \
    '{{.ID}}	{{.Status}}	{{.Label "io.kubernetes.pod.uid"}}	{{.Label "io.kubernetes.pod.namespace"}}/{{.Label "io.kubernetes.pod.name"}}	{{.Label "io.kubernetes.docker.type"}}	{{.Image}}	{{.Names}}'
}

# An image may vanish between the two questions: docker then tells of the others and exits with 1. It is a failure
# only where an image that is still there is not among them.
docker_images() {
  listed=$(limited docker image ls --quiet --no-trunc) || return
  [ -n "$listed" ] || return 0
  # shellcheck disable=SC2046,SC2086 # image ids hold no spaces
  set -- $(printf '%s\n' $listed | sort -u)
  inspected=$(limited docker image inspect --format '{{.Id}}	{{.Size}}	{{json .RepoTags}}	{{json .RepoDigests}}' "$@")
  failed=$?
  printf '%s\n' "$inspected"
  [ "$failed" -eq 1 ] || return "$failed"
  left=$(limited docker image ls --quiet --no-trunc) || return
  for image in $left; do
    case $inspected in *"$image"*) ;; *) return 1 ;; esac
  done
}

# ctr waits ten seconds for a socket that nobody serves any more, each time: whether somebody does is found out once.
ask_containerd() { [ -n "$containerd_answers" ] && limited ctr "$@"; }

# References with their digests and sizes. From 1.x to 2.x the columns are the same.
containerd_images() {
  listed=$(ask_containerd -n k8s.io images ls) || return
  printf '%s\n' "$listed" | awk 'NR > 1 { print $1, $3, $4, $5 }'
}

# Those of which not all layers are kept: where one was unpacked before, for another image, it is not pulled again.
containerd_incomplete() {
  checked=$(ask_containerd -n k8s.io images check) || return
  printf '%s\n' "$checked" | awk '/ incomplete \(/ { print $1 }'
}

containerd_containers() {
  listed=$(ask_containerd -n k8s.io containers ls) || return
  printf '%s\n' "$listed" | awk 'NR > 1 { print $1, $2 }'
}

# The image of the pods that run in it, as the first of them names it.
containerd_sandbox_image() {
  ask_containerd -n k8s.io containers ls 'labels."io.cri-containerd.kind"==sandbox' | awk 'NR == 2 { print $2 }'
}

# Containers of neither Kubernetes nor Docker: NAMESPACE ID.
containerd_others() {
  for namespace in $(ask_containerd namespaces ls -q); do
    case $namespace in
    k8s.io | moby) ;;
    *) ask_containerd -n "$namespace" tasks ls -q | sed "s/^/$namespace /" ;;
    esac
  done
}

# UNIT... NAME: the program that the first of these units starts, or would; else the one in PATH.
program() {
  for unit; do
    case $unit in
    *.service) found=$(systemctl show -p ExecStart "$unit" 2>/dev/null | sed -n 's/^ExecStart={ path=\([^ ;]*\) .*/\1/p') ;;
    *) found=$(command -v "$unit") ;;
    esac
    [ ! -x "$found" ] || { echo "$found" && return; }
  done
  return 1
}

programs() { for name; do ! found=$(command -v "$name") || echo "$name $found"; done; }

# What its unit starts it with, drop-ins included, a word each.
cri_dockerd_arguments() {
  for unit in cri-docker.service cri-dockerd.service; do
    systemctl show -p ExecStart "$unit" | sed -n 's/^ExecStart={ path=.* ; argv\[\]=\([^;]*\) ; .*/\1/p' | tr ' ' '\n'
  done
}

# Tags that Docker will have once it runs: its own account of them, in the folder where it keeps its data.
docker_stored() {
  root=$(sed -n 's/.*"data-root"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' /etc/docker/daemon.json 2>/dev/null | head -n 1)
  for file in "${root:-/var/lib/docker}"/image/*/repositories.json; do
    [ ! -s "$file" ] || { cat "$file" && echo; } || return
  done
}

cri_dockerd_sockets() {
  for unit in cri-docker.socket cri-dockerd.socket; do
    systemctl show -p Listen "$unit" | sed -n 's/^Listen=\(\/.*\) (Stream)$/\1/p'
  done
}

# What CRI-O makes of all its files, without the comments; its pods' image and the root of its store as comments of our own.
crio_config() {
  crio=$(program crio.service crio) || return
  text=$(limited "$crio" config 2>/dev/null) || return
  printf '%s\n' "$text" | sed -n 's/^#* *pause_image = "\(.*\)"$/# pause \1/p'
  # Older ones print no defaults, and the default of the root is the one of storage.conf.
  root=$(printf '%s\n' "$text" | sed -n 's/^#* *root = "\(.*\)"$/\1/p' | head -n 1)
  [ -n "$root" ] || root=$(sed -n 's/^[[:space:]]*graphroot[[:space:]]*=[[:space:]]*"\(.*\)".*/\1/p' /etc/containers/storage.conf 2>/dev/null)
  echo "# root ${root:-/var/lib/containers/storage}"
  printf '%s\n' "$text" | sed '/^[[:space:]]*#/d; /^[[:space:]]*$/d'
}

# Its store is files that can be read while it does not run. What is kept until the next boot has a file of its own.
crio_stored() { # images|layers|containers
  root=$(printf '%s\n' "$crio_configuration" | sed -n 's/^# root //p')
  for file in "$root"/*-"$1/$1.json" "$root"/*-"$1/volatile-$1.json"; do
    [ ! -s "$file" ] || { cat "$file" && echo; } || return
  done
}

# Ids of the containers that run in it: their cgroups have its name, whether it runs itself or not.
crio_tasks() { sed -n 's/.*\/crio-\([0-9a-f]\{64\}\).*/\1/p' /proc/[0-9]*/cgroup | sort -u; }

free_space() {
  for directory in /var/lib/containerd /var/lib/containers /var/lib/docker /var/lib/refit /opt /etc; do
    place=$directory
    while [ ! -d "$place" ]; do place=$(dirname "$place"); done
    limited df -Pk "$place" | awk -v d="$directory" 'NR == 2 { print d, $4, $6 }'
  done
}

unit() {
  systemctl show -p LoadState -p ActiveState -p UnitFileState -p FragmentPath -p DropInPaths -p Requires -p BindsTo -p MainPID "$1"
}

file() {
  if [ -L "$1" ]; then
    printf 'link %s\n' "$(readlink "$1")"
    [ -e "$1" ] || return 0
  fi
  [ -e "$1" ] || { echo absent; return 0; }
  stat -L -c 'stat %a %U %G %s %F
ids %u %g' "$1" || return
  [ -f "$1" ] || return 0
  printf 'sha256 %s\n' "$(sha256sum <"$1" | cut -d' ' -f1)"
  [ "$(wc -c <"$1")" -gt 262144 ] || printf 'content %s\n' "$(base64 <"$1" | tr -d '\n')"
}

# Links are followed, and broken ones told of. A link to / must not make it walk the machine.
files_below() {
  limited find -L "$1" -maxdepth 8 \( -type f -o -type l \) 2>/dev/null | head -n 2000
}

package() {
  if command -v dpkg-query >/dev/null; then
    # shellcheck disable=SC2016 # dpkg-query's own variables
    dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1"
  else
    rpm -q --qf 'installed %{VERSION}-%{RELEASE}\n' "$1"
  fi
}

check() { printf %s "$1" | base64 -d | limited sh; }

# The containerd of its unit: the one that runs, else the one that would be started.
containerd_arguments() {
  arguments_of containerd.service ||
    systemctl show -p ExecStart containerd.service | sed -n 's/.*argv\[\]=\([^;]*[^; ]\) *;.*/\1/p' | tr ' ' '\n' | grep .
}

# Asked of the process itself: the file may have been replaced under it.
containerd_version() {
  pid=$(main_pid containerd.service)
  if [ -n "$pid" ]; then limited "/proc/$pid/exe" --version; else limited "$containerd" --version; fi
}

# The shims that its containers run under, each once.
containerd_handlers() { ask_containerd -n k8s.io containers ls | awk 'NR > 1 && !seen[$NF]++ { print $NF }'; }

cni_plugins() {
  for directory in /opt/cni/bin /usr/lib/cni /usr/libexec/cni; do
    [ ! -e "$directory/loopback" ] || echo "$directory"
  done
}

# A transaction that is neither confirmed nor undone: whoever finds one must not begin another.
open_transactions() {
  for directory in /var/lib/refit/transactions/*/; do
    [ -d "$directory/backup" ] || continue
    verdict=$(cat "$directory/verdict" 2>/dev/null || echo open)
    case $verdict in
    open | undoing | undo-failed)
      sed -n "s/^\(id\|run\|owner\|from\|title\)	/\1 /p" "$directory/manifest"
      echo "state $verdict"
      ;;
    esac
  done
}

crio_configuration=$(crio_config)

# An archive keeps ctr beside it, and not in any folder of PATH.
containerd=$(containerd_arguments 2>/dev/null | sed -n 1p)
[ -n "$containerd" ] || containerd=containerd
case $containerd in /*) PATH=$PATH:${containerd%/*} ;; esac
containerd_answers=$(limited ctr --connect-timeout 3s version >/dev/null 2>&1 && echo yes)

frame host host
frame open-transactions open_transactions
frame os-release cat /etc/os-release
frame free-space free_space
frame kubelet-arguments kubelet_arguments
frame kubelet-version kubelet_version
frame kubelet-manifests ls /etc/kubernetes/manifests
frame docker-info limited docker info --format '{{json .}}'
frame docker-containers docker_containers
frame docker-images docker_images
frame docker-certificates ls /etc/docker/certs.d
frame docker-arguments arguments_of docker.service
frame docker-proxy proxy_of docker.service
frame containerd-proxy proxy_of containerd.service
frame crio-proxy proxy_of crio.service
frame address address
frame cluster-networks cluster_networks
frame docker-tasks ask_containerd -n moby tasks ls -q
frame containerd-version containerd_version
frame containerd-arguments containerd_arguments
frame containerd-in-path limited containerd --version
frame containerd-images containerd_images
frame containerd-incomplete containerd_incomplete
frame containerd-containers containerd_containers
frame containerd-sandbox-image containerd_sandbox_image
frame containerd-others containerd_others
frame containerd-handlers containerd_handlers
frame containerd-deprecations ask_containerd deprecations list --format json
frame containerd-schema1 ask_containerd -n k8s.io images ls -q 'labels."io.containerd.image/converted-docker-schema1"'
frame containerd-tasks ask_containerd -n k8s.io tasks ls -q
frame dockerd-version limited dockerd --version
frame docker-stored docker_stored
frame cri-dockerd-arguments cri_dockerd_arguments
frame cri-dockerd-version limited "$(program cri-docker.service cri-dockerd.service cri-dockerd)" --version
frame cri-dockerd-program program cri-docker.service cri-dockerd.service cri-dockerd
frame cri-dockerd-sockets cri_dockerd_sockets
frame crio-version limited "$(program crio.service crio)" --version
frame crio-program program crio.service crio
frame crio-config printf "%s\n" "$crio_configuration"
frame crio-images crio_stored images
frame crio-layers crio_stored layers
frame crio-containers crio_stored containers
frame crio-tasks crio_tasks
frame programs programs conmon crun runc skopeo
frame crictl present crictl
frame cni-configuration ls /etc/cni/net.d
frame cni-plugins cni_plugins

while read -r kind subject rest; do
  case $kind in
  file) frame "file:$subject${rest:+ $rest}" file "$subject${rest:+ $rest}" ;;
  tree)
    frame "tree:$subject" test -d "$subject"
    files_below "$subject" | while IFS= read -r path; do frame "file:$path" file "$path"; done
    ;;
  unit) frame "unit:$subject" unit "$subject" ;;
  package) frame "package:$subject" package "$subject" ;;
  sysctl) frame "sysctl:$subject" sysctl -n "$subject" ;;
  module) frame "module:$subject" test -d "/sys/module/$(printf %s "$subject" | tr - _)" ;;
  check) frame "check:$subject" check "$rest" ;;
  esac
done
frame end true
