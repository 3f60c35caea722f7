// Package ui holds what runs in the browser: TypeScript, style sheets and two
// vendored libraries. They are bundled in-process when the program starts, so that
// neither building nor running Aula needs Node.
package ui

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/evanw/esbuild/pkg/api"
)

//go:embed src style vendor
var files embed.FS

// Prefix is the folder of the addresses under which assets are served.
const Prefix = "/assets/"

// Worker is the logical and the served name of the door's service worker. It has no
// hash in its name: a browser looks for a new worker where the old one was.
const Worker = "door-worker.js"

// entries are the assets by logical name, and the source each is bundled from.
var entries = map[string]string{
	"app.css":         "style/app.css",
	"icon.svg":        "style/icon.svg",
	"app.js":          "src/app.ts",
	"hall.js":         "src/hall.ts",
	"console.js":      "src/console.ts",
	"captions.js":     "src/captions.ts",
	"group.js":        "src/group.ts",
	"interpret.js":    "src/interpret.ts",
	"lectern.js":      "src/lectern.ts",
	"moderator.js":    "src/moderator.ts",
	"screen.js":       "src/screen.ts",
	"branchscreen.js": "src/branchscreen.ts",
	"publish.js":      "src/publish.ts",
	"desk.js":         "src/desk.ts",
	"branch.js":       "src/branch.ts",
	"roll.js":         "src/roll.ts",
	"recording.js":    "src/recording.ts",
	"scanner.js":      "src/scanner.ts",
	"jsqr.js":         "vendor/jsqr/jsQR.js",
	"hls.js":          "vendor/hls/hls.min.js",
	Worker:            "src/door-worker.ts",
}

// Assets are the bundled files. They never change once built and may be read by
// any number of goroutines.
type Assets struct {
	addresses map[string]string // by logical name
	files     map[string]*file  // by address
	build     string
}

// Build bundles everything. An error names the source file and line at fault.
func Build() (*Assets, error) {
	outputs, err := bundle()
	if err != nil {
		return nil, fmt.Errorf("user interface: %w", err)
	}
	a := &Assets{addresses: map[string]string{}, files: map[string]*file{}}
	sum := sha256.New()
	for _, o := range outputs {
		f := newFile(o)
		a.addresses[o.logical] = Prefix + f.name
		a.files[Prefix+f.name] = f
		sum.Write([]byte(f.etag))
	}
	a.build = hex.EncodeToString(sum.Sum(nil))[:12]
	return a, nil
}

// URL returns the address of an asset by its logical name ("hall.js"), "" if there is none.
func (a *Assets) URL(name string) string { return a.addresses[name] }

// Map returns the address of every asset by its logical name.
func (a *Assets) Map() map[string]string { return maps.Clone(a.addresses) }

// Build returns a short name for the contents of all assets together.
func (a *Assets) Build() string { return a.build }

// Script bundles one source ("src/scanner/vectors.ts") as a module, for test pages.
func Script(source string) ([]byte, error) {
	outputs, err := run(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{{InputPath: source, OutputPath: "script"}},
		EntryNames:          "[name]-[hash]",
		Format:              api.FormatESModule,
	})
	if err != nil {
		return nil, err
	}
	return outputs[0].body, nil
}

// Names lists the logical names of all assets.
func (a *Assets) Names() []string { return slices.Sorted(maps.Keys(a.addresses)) }
