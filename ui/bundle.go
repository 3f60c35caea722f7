package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// output is one bundled asset.
type output struct {
	logical string // "hall.js"
	name    string // "hall-3F2A….js"
	body    []byte
}

// bundle runs esbuild over every entry: pages as modules with the content's hash in
// their name, the worker as a plain script with a fixed one. Outputs come sorted by name.
func bundle() ([]output, error) {
	pages, worker := entryPoints()
	var all []output
	var faults []error
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, o := range []api.BuildOptions{
		{EntryPointsAdvanced: pages, EntryNames: "[name]-[hash]", Format: api.FormatESModule},
		{EntryPointsAdvanced: worker, EntryNames: "[name]", Format: api.FormatIIFE},
	} {
		group.Go(func() {
			outputs, err := run(o)
			mu.Lock()
			defer mu.Unlock()
			all, faults = append(all, outputs...), append(faults, err)
		})
	}
	group.Wait()
	slices.SortFunc(all, func(a, b output) int { return strings.Compare(a.name, b.name) })
	return all, errors.Join(faults...)
}

func entryPoints() (pages, worker []api.EntryPoint) {
	for logical, source := range entries {
		point := api.EntryPoint{InputPath: source, OutputPath: strings.TrimSuffix(logical, path.Ext(logical))}
		if logical == Worker {
			worker = append(worker, point)
		} else {
			pages = append(pages, point)
		}
	}
	return pages, worker
}

func run(o api.BuildOptions) ([]output, error) {
	o.Bundle = true
	o.Outdir = "/"
	o.Target = api.ES2022
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
	o.LegalComments = api.LegalCommentsNone
	o.Charset = api.CharsetUTF8
	o.Plugins = []api.Plugin{embedded()}
	// Nesting is lowered for the tablets of branch halls, which are seldom new.
	o.Supported = map[string]bool{"nesting": false}
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	outputs := make([]output, 0, len(result.OutputFiles))
	for _, f := range result.OutputFiles {
		name := path.Base(f.Path)
		outputs = append(outputs, output{logical: logical(name), name: name, body: f.Contents})
	}
	return outputs, nil
}

// logical takes the hash out of an output's name: "hall-3F2AQ7.js" is "hall.js".
func logical(name string) string {
	if name == Worker {
		return name
	}
	ext := path.Ext(name)
	return name[:strings.LastIndexByte(name, '-')] + ext
}

// embedded lets esbuild read the sources that are built into the program.
func embedded() api.Plugin {
	return api.Plugin{Name: "embedded", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if a.Kind != api.ResolveEntryPoint && !strings.HasPrefix(a.Path, ".") {
				return api.OnResolveResult{}, fmt.Errorf("%s is not ours: only relative imports are bundled", a.Path)
			}
			name, err := find(path.Join(path.Dir(a.Importer), a.Path))
			return api.OnResolveResult{Path: name, Namespace: "embedded"}, err
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "embedded"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			body, err := files.ReadFile(a.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			text := string(body)
			return api.OnLoadResult{Contents: &text, Loader: loader(a.Path)}, nil
		})
	}}
}

// find returns the embedded file that an import without an ending means.
func find(name string) (string, error) {
	for _, ending := range []string{"", ".ts"} {
		if info, err := fs.Stat(files, name+ending); err == nil && !info.IsDir() {
			return name + ending, nil
		}
	}
	return "", fmt.Errorf("%s does not exist", name)
}

func loader(name string) api.Loader {
	switch path.Ext(name) {
	case ".ts":
		return api.LoaderTS
	case ".css":
		return api.LoaderCSS
	}
	return api.LoaderCopy // pictures, and libraries as their authors sent them
}
