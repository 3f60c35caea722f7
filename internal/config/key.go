package config

import (
	"fmt"
	"strconv"
	"strings"
)

// A key is one name in the file and the field it fills.
type key struct {
	name    string // as in the file, section first: "tls.mode"
	field   any    // *string, *int or *[]string inside the Config
	example string // a right value as the file writes it
}

// keys lists every key in the order of the file.
func (c *Config) keys() []key {
	return []key{
		{"listen", &c.Listen, `"0.0.0.0:8470"`},
		{"data", &c.Data, `"/var/lib/aula"`},
		{"public_url", &c.PublicURL, `"https://aula.example.org"`},
		{"database", &c.Database, `"postgres://user:password@host:5432/name"`},
		{"tls.mode", &c.TLS.Mode, `"auto"`},
		{"tls.cert", &c.TLS.Cert, `"/etc/aula/cert.pem"`},
		{"tls.key", &c.TLS.Key, `"/etc/aula/key.pem"`},
		{"tls.hosts", &c.TLS.Hosts, `["aula.example.org"]`},
		{"tls.acme_email", &c.TLS.ACMEEmail, `"admin@example.org"`},
		{"tls.acme_directory", &c.TLS.ACMEDirectory, `"https://acme.example.org/directory"`},
		{"media.udp", &c.Media.UDP, `"0.0.0.0:8470"`},
		{"media.public_ips", &c.Media.PublicIPs, `["203.0.113.7"]`},
		{"hall.lost_minutes", &c.Hall.LostMinutes, `10`},
		{"log.level", &c.Log.Level, `"info"`},
		{"log.format", &c.Log.Format, `"text"`},
		{"limits.upload_mb", &c.Limits.UploadMB, `200`},
		{"limits.logins_per_minute", &c.Limits.LoginsPerMinute, `10`},
		{"limits.joins_per_second", &c.Limits.JoinsPerSecond, `200`},
		{"limits.sessions_per_login", &c.Limits.SessionsPerLogin, `12`},
	}
}

// paths are the keys that name a file or a folder.
func (c *Config) paths() map[string]*string {
	return map[string]*string{"data": &c.Data, "tls.cert": &c.TLS.Cert, "tls.key": &c.TLS.Key}
}

// variable is the name of the environment variable for a key: AULA_TLS_MODE for tls.mode.
func (k key) variable() string {
	return "AULA_" + strings.ToUpper(strings.ReplaceAll(k.name, ".", "_"))
}

// flag is the name of the command-line flag for a key: tls-mode for tls.mode.
func (k key) flag() string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(k.name)
}

// setText takes a value from the environment or a flag. Lists are separated by commas.
func (k key) setText(text string) error {
	switch field := k.field.(type) {
	case *string:
		*field = text
	case *[]string:
		*field = splitList(text)
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is not a whole number; write for example %s", text, k.example)
		}
		*field = n
	}
	return nil
}

// setTOML takes a value from the file.
func (k key) setTOML(value any) error {
	switch field := k.field.(type) {
	case *string:
		text, ok := value.(string)
		if !ok {
			return k.wrongKind(describe(value), "text in quotes")
		}
		*field = text
	case *int:
		n, ok := value.(int64)
		if !ok || int64(int(n)) != n {
			return k.wrongKind(describe(value), "a whole number without quotes")
		}
		*field = int(n)
	case *[]string:
		list, err := k.stringList(value)
		if err != nil {
			return err
		}
		*field = list
	}
	return nil
}

func (k key) stringList(value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		return nil, k.wrongKind(describe(value), "a list")
	}
	var list []string
	for i, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, k.wrongKind(fmt.Sprintf("item %d is %s", i+1, describe(item)), "a list of texts in quotes")
		}
		list = append(list, text)
	}
	return list, nil
}

// wrongKind never quotes the value: it may be a secret in the wrong place.
func (k key) wrongKind(is, wanted string) error {
	last := k.name[strings.LastIndexByte(k.name, '.')+1:]
	if !strings.Contains(is, " is ") {
		is = "this is " + is
	}
	return fmt.Errorf("%s; write %s, for example %s = %s", is, wanted, last, k.example)
}

// text is the value for people.
func (k key) text() string {
	switch field := k.field.(type) {
	case *int:
		return strconv.Itoa(*field)
	case *[]string:
		return strings.Join(*field, ", ")
	default:
		return *k.field.(*string)
	}
}

func splitList(text string) []string {
	var list []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// describe names the kind of a TOML value.
func describe(value any) string {
	switch value.(type) {
	case string:
		return "text"
	case int64:
		return "a whole number"
	case float64:
		return "a number with a point"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any, []map[string]any:
		return "a section"
	default:
		return "a date or time"
	}
}
