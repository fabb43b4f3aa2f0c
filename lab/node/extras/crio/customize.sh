#!/bin/sh
# Runs once, with the new root as its only argument: the wrapper at crun's place (see runc-wrapper/) survives an
# upgrade of the package this way.
set -eu
chroot "$1" dpkg-divert --local --rename --divert /usr/bin/crun.real --add /usr/bin/crun
