// Stands in the place of a low-level runtime (runc, crun) on the lab's nodes and runs the real one, which lies
// beside it as NAME.real.
//
// A node that is itself a container may not do two things that a kubelet asks for: lower oom_score_adj (that
// takes CAP_SYS_RESOURCE on the machine), and set hugetlb limits (not every kernel has that controller). So both
// are taken out of the bundle. Nothing else is touched, and a real node has no such wrapper.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	self, err := os.Executable()
	if err != nil {
		fail(err)
	}
	if bundle, starts := bundleOf(os.Args[1:]); starts {
		if err := soften(filepath.Join(bundle, "config.json")); err != nil {
			fail(err)
		}
	}
	fail(syscall.Exec(self+".real", os.Args, os.Environ()))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "lab runtime wrapper:", err)
	os.Exit(127)
}

// bundleOf gives the bundle's folder, and whether this command line makes a container from it.
func bundleOf(arguments []string) (bundle string, starts bool) {
	bundle = "."
	for i, argument := range arguments {
		switch {
		case argument == "create" || argument == "run" || argument == "restore":
			starts = true
		case (argument == "--bundle" || argument == "-b") && i+1 < len(arguments):
			bundle = arguments[i+1]
		case strings.HasPrefix(argument, "--bundle="):
			bundle = strings.TrimPrefix(argument, "--bundle=")
		}
	}
	return bundle, starts
}

// object keeps every value that we do not touch as the bytes that it was.
type object map[string]json.RawMessage

func soften(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var config object
	if err := json.Unmarshal(text, &config); err != nil {
		return err
	}
	if err := inside(config, "process", func(process object) error {
		var score int
		if raw, ok := process["oomScoreAdj"]; ok && json.Unmarshal(raw, &score) == nil && score < 0 {
			process["oomScoreAdj"] = json.RawMessage("0")
		}
		return nil
	}); err != nil {
		return err
	}
	if err := inside(config, "linux", func(linux object) error {
		return inside(linux, "resources", func(resources object) error {
			delete(resources, "hugepageLimits")
			return nil
		})
	}); err != nil {
		return err
	}
	changed, err := json.Marshal(config)
	if err != nil {
		return err
	}
	return os.WriteFile(file, changed, 0o600)
}

// inside lets change work on the object at key, if there is one.
func inside(outer object, key string, change func(object) error) error {
	raw, ok := outer[key]
	if !ok {
		return nil
	}
	var inner object
	if err := json.Unmarshal(raw, &inner); err != nil {
		return err
	}
	if err := change(inner); err != nil {
		return err
	}
	changed, err := json.Marshal(inner)
	outer[key] = changed
	return err
}
