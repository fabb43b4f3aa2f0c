#!/bin/sh
# Reads of a node what stands in the way of leaving Docker, beyond what probe.sh reads, and changes nothing on it.
# Every answer is one frame, as probe.sh gives them:  #refit NAME EXIT-CODE LENGTH, newline, LENGTH bytes, newline.
# An answer that is longer than its bound is cut, and its exit code is 200.
set -u
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
bound=262144
mark=$(printf '\036')

# A hung Docker or a dead mount must not hang the survey, and one that answers without end not fill the memory.
patience=10
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout "$patience" "$@"; else "$@"; fi
}
bounded() { limited "$@" | head -c "$bound"; }

# The exit code comes last, after a byte that no text holds: where it is missing the bound has cut the answer. It is
# looked for in the last bytes only, because some shells take minutes to look for it in all of a long text.
frame() { # NAME COMMAND...
  name=$1
  shift
  body=$({ "$@" 2>/dev/null </dev/null; printf '\036%s' "$?"; } | head -c "$bound" | tr '\000\200-\377' '?')
  end=$(printf %s "$body" | tail -c 4)
  code=${end##*"$mark"}
  case $code in
  '' | *[!0-9]* | ????*) code=200 ;;
  *) body=${body%"$mark$code"} ;;
  esac
  printf '#refit %s %s %s\n%s\n' "$name" "$code" "$(printf %s "$body" | wc -c | tr -d ' ')" "$body"
}

system() {
  sed -n 's/^\(ID\|VERSION_ID\|PRETTY_NAME\)=/\1 /p' /etc/os-release | tr -d "\"'"
  [ ! -e /run/ostree-booted ] || echo 'immutable ostree'
  [ ! -e /run/systemd/container ] || echo 'virtualization container'
  command -v getenforce >/dev/null && echo "selinux $(getenforce)"
  command -v rpm >/dev/null && rpm -q container-selinux >/dev/null && echo 'package container-selinux'
  for unit in chrony chronyd ntp ntpd ntpsec openntpd systemd-timesyncd; do
    [ "$(systemctl is-active "$unit.service")" != active ] || echo "clock $unit"
  done
  awk 'NR > 1 { print "swap", $1 }' /proc/swaps
  for key in net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables fs.may_detach_mounts; do
    value=$(sysctl -n "$key") && echo "sysctl $key $value"
  done
  return 0
}

# What sets the kernel up at the next boot: sysctls, and modules by name.
at_boot() {
  for file in /etc/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf \
    /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf; do
    [ -f "$file" ] && grep -E '^[[:space:]]*-?(net[./]ipv4[./]ip_forward|net[./]bridge[./]bridge-nf-call-iptables)[[:space:]]*=' "$file" | sed 's/^/sysctl /'
  done
  for file in /etc/modules /etc/modules-load.d/*.conf /run/modules-load.d/*.conf /usr/lib/modules-load.d/*.conf \
    /lib/modules-load.d/*.conf; do
    [ -f "$file" ] && grep -E '^[[:space:]]*(overlay|br_netfilter)[[:space:]]*$' "$file" | sed 's/^/module /'
  done
  return 0
}

# Places where people keep what calls Docker. Links are followed, other file systems are not; a link to / must not make
# it walk the machine, nor a binary or a dump make it print one.
places='/etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system
/etc/crontab /etc/cron.d /etc/cron.hourly /etc/cron.daily /etc/cron.weekly /etc/cron.monthly /etc/anacrontab
/var/spool/cron /etc/profile /etc/profile.d /etc/bash.bashrc /etc/bashrc /etc/environment /etc/zsh
/root/.profile /root/.bashrc /root/.bash_profile /root/.bash_aliases /root/.zshrc /root/bin
/usr/local/bin /usr/local/sbin /opt /srv /etc/rc.local /etc/rc.d/rc.local /etc/init.d
/etc/logrotate.d /etc/logrotate.conf /etc/sudoers /etc/sudoers.d /etc/rsyslog.d /etc/network /etc/networkd-dispatcher
/etc/NetworkManager/dispatcher.d /etc/udev/rules.d /etc/apt/apt.conf.d /etc/keepalived /etc/monit /etc/monitrc
/etc/nagios /etc/nrpe.d /etc/zabbix /etc/telegraf /etc/collectd /etc/collectd.d /etc/datadog-agent /etc/netdata
/etc/prometheus /etc/vector /etc/filebeat /etc/fluent /etc/fluent-bit /etc/td-agent /etc/td-agent-bit /etc/promtail
/etc/alloy /etc/check_mk /usr/lib/check_mk_agent /etc/ansible/facts.d /etc/gitlab-runner /etc/buildkite-agent'

mentions() {
  patience=60
  binary=
  grep -I . /dev/null
  [ "$?" -gt 1 ] || binary=I
  {
    # shellcheck disable=SC2086 # a list of folders without spaces
    limited find -L $places /home/*/.profile /home/*/.bashrc /home/*/.bash_profile /home/*/.bash_aliases -maxdepth 4 \
      -xdev \( -name '*.wants' -o -name '*.requires' -o -name .git -o -name node_modules \) -prune -o \
      -type f -size -1024k -exec grep -nH"$binary" -m 100 -i docker {} +
    case $? in 124 | 137 | 143) echo 'not finished' ;; esac
    started | while IFS= read -r script; do grep -nH"$binary" -m 100 -i docker "$script"; done
  } | cut -c 1-500
}

# Scripts elsewhere that a unit or a cron line starts.
started() {
  {
    grep -rhsE '^[[:space:]]*Exec[A-Za-z]*=' /etc/systemd/system
    cat /etc/crontab /etc/cron.d/* /var/spool/cron/crontabs/* /var/spool/cron/*
  } | grep -v '^[[:space:]]*#' | grep -oE '/[A-Za-z0-9_./-]+' | sort -u | head -n 500 |
    grep -vE '^/(etc|opt|srv|root/bin|usr/local/s?bin|proc|sys|dev)/' | while IFS= read -r path; do
    [ -f "$path" ] || continue
    [ -n "$(find -L "$path" -maxdepth 0 -size -1024k)" ] || continue
    [ "$(head -c 2 "$path" | tr -d '\000')" != '#!' ] || printf '%s\n' "$path"
  done
}

who() { # PID: its name, and the unit, pod or container that it belongs to
  group=$(sed -n 's/^\(0:\|[0-9]*:name=systemd\):\(.*\)$/\2/p' "/proc/$1/cgroup" | tail -n 1)
  printf '%s\t%s\t%s\n' "$1" "$(tr '\t\n' '  ' <"/proc/$1/comm")" "$group"
}

# Both ends of a connection are sockets, but only the server's has the name: which the other end is only the kernel
# tells, and ss asks it. Whose that is stands in /proc, also where it is in another network namespace.
socket_clients() {
  command -v ss >/dev/null || return 127
  bounded ss -x | awk '$2 == "ESTAB" && $5 ~ /\/(docker|dockershim|cri-dockerd)\.sock$/ { print $8, $5 }' | head -n 500 |
    { cat; echo end; ls -l /proc/[0-9]*/fd; } | awk '
      !listed { if ($1 == "end") listed = 1; else wanted["socket:[" $1 "]"] = $2; next }
      /^\/proc\// { split($0, part, "/"); pid = part[3] }
      $NF in wanted { print pid, wanted[$NF] }' | sort -u | while read -r pid socket; do
    [ ! -d "/proc/$pid" ] || printf '%s\t%s\n' "$socket" "$(who "$pid")"
  done
}

# State 03 is connected: how many clients there are, also where nobody can tell which.
socket_connections() {
  awk '$6 == "03" && $8 ~ /\/(docker|dockershim|cri-dockerd)\.sock$/ { count[$8]++ }
    END { for (path in count) print path, count[path] }' /proc/net/unix
}

# Programs that have the socket mounted, or are told to use Docker, and need not hold a connection at this moment.
socket_holders() {
  {
    grep -ls '/docker\.sock ' /proc/[0-9]*/mountinfo | sed 's/^/mount /'
    grep -lsF DOCKER_HOST= /proc/[0-9]*/environ | sed 's/^/environment /'
  } | head -n 500 | while read -r how file; do
    pid=${file#/proc/}
    printf '%s\t%s\n' "$how" "$(who "${pid%/*}")"
  done
}

docker_info() {
  bounded docker info --format '{"ServerVersion":{{json .ServerVersion}},"LoggingDriver":{{json .LoggingDriver}},"DriverStatus":{{json .DriverStatus}},"Swarm":{"LocalNodeState":{{json .Swarm.LocalNodeState}}}}'
}

docker_answers() { [ -n "$(limited docker info --format '{{.ServerVersion}}' | head -c 100)" ]; }

# Containers that Kubernetes did not start: image, name, state, restart policy, Compose project, log driver, mounts.
other_containers() {
  docker_answers || return
  ids=$(bounded docker ps -a --no-trunc --format '{{.ID}} {{.Label "io.kubernetes.pod.uid"}}' |
    awk 'NF == 1 { print $1 }' | head -n 200)
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # ids hold no spaces
  bounded docker inspect --type container --format \
    '{{json .Name}}	{{json .Config.Image}}	{{.State.Running}}	{{.HostConfig.RestartPolicy.Name}}	{{json (index .Config.Labels "com.docker.compose.project")}}	{{.HostConfig.LogConfig.Type}}	{{range .Mounts}}{{.Source}} {{end}}' $ids
}

docker_log_drivers() {
  docker_answers || return
  ids=$(bounded docker ps -q --no-trunc --filter label=io.kubernetes.pod.uid | head -n 1000)
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # ids hold no spaces
  bounded docker inspect --type container --format '{{.HostConfig.LogConfig.Type}}' $ids | sort | uniq -c
}

docker_rest() {
  docker_answers || return
  bounded docker volume ls -q | wc -l | sed 's/^ */volumes /'
  bounded docker network ls --format '{{.Name}}' | grep -vcxE 'bridge|host|none|docker_gwbridge|ingress' | sed 's/^/networks /'
}

disks() {
  for folder in "$@"; do
    place=$folder
    while [ ! -d "$place" ]; do place=$(dirname "$place"); done
    limited df -Pk "$place" | awk -v d="$folder" 'NR == 2 { print "bytes", d, $4, $6, $1 }'
    limited df -Pi "$place" | awk -v d="$folder" 'NR == 2 { print "inodes", d, $4 }'
  done
  awk '$2 ~ "^/var/lib/(docker|containerd|containers|kubelet)(/|$)" || $2 == "/var/lib" || $2 == "/var" { print "fstab", $2, NR }' /etc/fstab
}

docker_root() {
  root=$(limited docker info --format '{{.DockerRootDir}}' | head -c 1000)
  case $root in /*) printf '%s\n' "$root" ;; *) echo /var/lib/docker ;; esac
}

containerd_namespaces() {
  for namespace in $(bounded ctr namespaces ls -q | head -n 50); do
    printf '%s %s %s\n' "$namespace" "$(bounded ctr -n "$namespace" containers ls -q | wc -l | tr -d ' ')" \
      "$(bounded ctr -n "$namespace" tasks ls -q | wc -l | tr -d ' ')"
  done
}

# Only what names networks and plugins is of interest, and it is all on the controller that is parsed.
cni() {
  for file in /etc/cni/net.d/*; do
    [ -f "$file" ] || continue
    printf 'file %s %s\n' "$file" "$(head -c 32768 "$file" | base64 | tr -d '\n')"
  done | head -n 30
  for folder in /opt/cni/bin /usr/lib/cni /usr/libexec/cni; do
    for plugin in "$folder"/*; do [ ! -x "$plugin" ] || printf 'plugin %s\n' "$plugin"; done
    [ ! -x "$folder/loopback" ] ||
      printf 'loopback %s %s\n' "$folder" "$(CNI_COMMAND=VERSION limited "$folder/loopback" </dev/null | tr -d '\n' | head -c 500)"
  done
}

crio_version() { bounded crio --version; }

frame system system
frame at-boot at_boot
frame mentions mentions
frame socket-clients socket_clients
frame socket-connections socket_connections
frame socket-holders socket_holders
frame docker-info docker_info
frame other-containers other_containers
frame docker-log-drivers docker_log_drivers
frame docker-rest docker_rest
frame disks disks "$(docker_root)" /var/lib/docker /var/lib/containerd /var/lib/containers /var/lib/kubelet
frame containerd-namespaces containerd_namespaces
frame cni cni
frame crio-version crio_version
frame end true
