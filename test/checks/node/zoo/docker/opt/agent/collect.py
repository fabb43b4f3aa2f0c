#!/usr/bin/env python3
import subprocess
print(subprocess.check_output(["docker", "inspect", "web"]))
