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
# shellcheck disable=SC2016 # the inner shell is the one to expand it
chroot "$root" sh -c 'mkdir /opt/lab && cd /opt/lab && apt-get download docker-registry busybox-static &&
  for file in *.deb; do dpkg -x "$file" unpacked; done &&
  find unpacked -type f "(" -path "*/bin/busybox" -o -path "*/bin/docker-registry" ")" -exec mv {} . ";" && rm -r unpacked *.deb'

# A node has no way out of the lab. So that packages can be installed there all the same, it has a repository of
# its own, with something in it that it does not need.
# shellcheck disable=SC2016
chroot "$root" sh -c 'mkdir /opt/packages && cd /opt/packages &&
  apt-get install --yes --no-install-recommends --download-only -o Dir::Cache::archives=/opt/packages chrony &&
  rm -rf lock partial && for file in *.deb; do
    # An epoch is in the name as %3a, which apt would read as a colon.
    plain=$(echo "$file" | tr -d %); [ "$file" = "$plain" ] || mv "$file" "$plain"; file=$plain
    dpkg-deb --field "$file"
    printf "Filename: ./%s\nSize: %s\nSHA256: %s\n\n" "$file" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d " " -f 1)"
  done >Packages'
rm -f "$root/etc/apt/sources.list"
echo 'deb [trusted=yes] file:/opt/packages ./' >"$root/etc/apt/sources.list.d/lab.list"

# Each lab has keys and an identity of its own.
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/machine-id"
: >"$root/etc/machine-id"
mkdir -p "$root/var/log/journal"
