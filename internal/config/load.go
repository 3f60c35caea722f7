package config

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Source is everything a configuration is read from.
type Source struct {
	// File is the file named by --config; it must exist. Empty: AULA_CONFIG, else aula.toml in the data folder if there.
	File string

	// Environ holds NAME=value pairs as os.Environ gives them. A variable set to nothing counts as not set.
	Environ []string

	// Flags holds the flags that were given, by key: "listen", "tls.mode". BindFlags gathers them.
	Flags map[string]string
}

// BindFlags gives flags one flag for every key, --tls-mode for tls.mode, and returns the map that Parse will fill.
func BindFlags(flags *flag.FlagSet) map[string]string {
	given := map[string]string{}
	for _, key := range Default().keys() {
		flags.Func(key.flag(), "set "+key.name+", for example "+key.example, func(text string) error {
			given[key.name] = text
			return nil
		})
	}
	return given
}

// Load reads the configuration. The error is a Problems with every fault at once, or says why the file cannot be read.
func Load(src Source) (*Config, error) {
	path, optional := src.path()
	text, err := os.ReadFile(path)
	switch {
	case optional && errors.Is(err, fs.ErrNotExist):
		path = ""
	case err != nil:
		return nil, fmt.Errorf("config: read the file: %w", err)
	}
	name := path
	if optional {
		name = filepath.Base(path)
	}
	l := &loader{config: Default(), failed: map[string]bool{}}
	l.config.file = path
	if path != "" {
		l.readFile(name, string(text))
		l.anchorPaths(filepath.Dir(path))
	}
	l.readEnvironment(src.environment())
	l.readFlags(src.Flags)
	l.check()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return l.config, nil
}

// path tells where the file is and whether it may be absent.
func (s Source) path() (path string, optional bool) {
	env := s.environment()
	for _, named := range []string{s.File, env["AULA_CONFIG"]} {
		if named != "" {
			return named, false
		}
	}
	data := Default().Data
	for _, given := range []string{env["AULA_DATA"], s.Flags["data"]} {
		if given != "" {
			data = given
		}
	}
	return filepath.Join(data, "aula.toml"), true
}

// environment returns the variables that are Aula's and not empty.
func (s Source) environment() map[string]string {
	env := map[string]string{}
	for _, pair := range s.Environ {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AULA_") && value != "" {
			env[name] = value
		}
	}
	return env
}

// A loader fills one Config and gathers what is wrong.
type loader struct {
	config   *Config
	problems Problems
	failed   map[string]bool // keys that already have a problem and keep their old value
}

func (l *loader) add(key string, from origin, text string) {
	l.failed[key] = true
	l.problems = append(l.problems, Problem{Key: key, Text: text, from: from})
}

// anchorPaths lets relative paths of the file start at its folder.
func (l *loader) anchorPaths(folder string) {
	for name, path := range l.config.paths() {
		if l.config.origin[name].line > 0 && *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
}

// readEnvironment takes AULA_<KEY> for every key. Other variables that begin with AULA_ belong to someone else, unless
// they look like a slip of the pen.
func (l *loader) readEnvironment(env map[string]string) {
	known := []string{"AULA_CONFIG"}
	for _, key := range l.config.keys() {
		known = append(known, key.variable())
		if text, ok := env[key.variable()]; ok {
			l.setText(key, text, origin{name: "environment " + key.variable()})
		}
	}
	for name := range env {
		if slices.Contains(known, name) {
			continue
		}
		for _, variable := range known {
			if distance(name, variable) <= 2 {
				l.add("", origin{name: "environment " + name}, "no such setting; did you mean "+variable+"?")
				break
			}
		}
	}
}

func (l *loader) readFlags(flags map[string]string) {
	var known []string
	for _, key := range l.config.keys() {
		known = append(known, key.name)
		if text, ok := flags[key.name]; ok {
			l.setText(key, text, origin{name: "flag --" + key.flag()})
		}
	}
	for name := range flags {
		if !slices.Contains(known, name) {
			l.add("", origin{name: "flag --" + name}, "no such setting"+suggest(name, known))
		}
	}
}

func (l *loader) setText(key key, text string, from origin) {
	if err := key.setText(text); err != nil {
		l.add(key.name, from, err.Error())
		return
	}
	delete(l.failed, key.name)
	l.config.origin[key.name] = from
}
