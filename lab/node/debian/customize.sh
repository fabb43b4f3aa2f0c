#!/bin/sh
# Runs once, with the new root as its only argument, at the end of mmdebstrap: what every node of every lab has.
set -eu
root=$1

# Users to come in as: `operator` needs no password for sudo, `operator-pw` needs one (set for each lab).
# The group `operator` is Debian's own.
chroot "$root" useradd --create-home --shell /bin/bash --gid operator operator
chroot "$root" useradd --create-home --shell /bin/bash operator-pw
printf '%s\n' 'operator ALL=(ALL:ALL) NOPASSWD: ALL' 'operator-pw ALL=(ALL:ALL) ALL' >"$root/etc/sudoers.d/lab"
chmod 440 "$root/etc/sudoers.d/lab"

# The wrapper at runc's place (see runc-wrapper/) survives an upgrade of the package this way.
chroot "$root" dpkg-divert --local --rename --divert /usr/sbin/runc.real --add /usr/sbin/runc

# Programs that the machine needs to make a lab, of the same Debian: unpacked, never installed there.
mkdir "$root/opt/lab"
chroot "$root" sh -c 'cd /opt/lab && apt-get download docker-registry busybox-static && for file in *.deb; do dpkg -x "$file" .; done'

# Each lab has keys and an identity of its own.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id"
: >"$root/etc/machine-id"
mkdir -p "$root/var/log/journal"
