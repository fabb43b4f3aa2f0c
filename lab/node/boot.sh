#!/bin/sh
# boot.sh MACHINE NSPAWN-ARGUMENT...: boots a node in cgroups of its own, so that it has its own /kubepods and
# /docker. This shell joins them and becomes systemd-nspawn, which has to be the one that is in them.
set -eu
machine=$1
shift

join() {
  mkdir -p "$1/$machine"
  if [ -e "$1/cpuset.cpus" ] && [ -e "$1/cgroup.clone_children" ]; then
    # A new v1 cpuset is empty, and an empty one takes no process.
    cat "$1/cpuset.cpus" >"$1/$machine/cpuset.cpus"
    cat "$1/cpuset.mems" >"$1/$machine/cpuset.mems"
    echo 1 >"$1/$machine/cgroup.clone_children"
  fi
  echo $$ >"$1/$machine/cgroup.procs"
}

if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  join /sys/fs/cgroup
else
  for controller in /sys/fs/cgroup/*; do
    # cpu,cpuacct may be one mount under three names, two of them links.
    if [ -e "$controller/cgroup.procs" ] && [ ! -L "$controller" ]; then join "$controller"; fi
  done
fi

exec systemd-nspawn "$@"
