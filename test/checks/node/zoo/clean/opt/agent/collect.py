#!/usr/bin/env python3
# docker inspect told more.
KNOWN = ["containerd", "docker"]
