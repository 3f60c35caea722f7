package config

import (
	_ "embed"
	"net/url"
)

// Row is one setting as it holds now.
type Row struct {
	Key    string // "tls.mode"
	Value  string // for people; passwords are masked
	Origin string // "default", "aula.toml:12", "environment AULA_LISTEN" or "flag --listen"
}

// Effective lists every setting in the order of the file.
func (c *Config) Effective() []Row {
	var rows []Row
	for _, key := range c.keys() {
		row := Row{Key: key.name, Value: key.text(), Origin: c.origin[key.name].String()}
		if key.name == "database" {
			row.Value = masked(row.Value)
		}
		rows = append(rows, row)
	}
	return rows
}

// masked hides every password in a database address.
func masked(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "xxxxx"
	}
	if query := u.Query(); query.Has("password") || query.Has("sslpassword") {
		for _, name := range []string{"password", "sslpassword"} {
			if query.Has(name) {
				query.Set(name, "xxxxx")
			}
		}
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}

//go:embed default.toml
var defaultFile string

// DefaultFile is an aula.toml that explains every key and changes nothing.
func DefaultFile() string { return defaultFile }
