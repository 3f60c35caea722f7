package config

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inFolder puts aula.toml into a data folder and reads it from there.
func inFolder(t *testing.T, text string, env []string, flags map[string]string) (*Config, error) {
	t.Helper()
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "aula.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(Source{Environ: append([]string{"AULA_DATA=" + data, "HOME=/root"}, env...), Flags: flags})
}

func TestBrokenInputs(t *testing.T) {
	tests := []struct {
		name, text string
		env        []string
		flags      map[string]string
		want       []string
	}{
		{name: "no port", text: "\n\n\n\n\n\nlisten = \"localhost\"",
			want: []string{`aula.toml:7: listen: "localhost" has no port; write host:port, for example 0.0.0.0:8470`}},
		{name: "port too large", text: `listen = ":99999"`,
			want: []string{`aula.toml:1: listen: ":99999" has the port "99999"; write a number from 1 to 65535, or 0 for any free one`}},
		{name: "bare IPv6", text: `listen = "fe80::1"`,
			want: []string{`aula.toml:1: listen: "fe80::1" is an IPv6 address without brackets; write for example [::]:8470`}},
		{name: "URL as listen", text: `listen = "http://a:80"`,
			want: []string{`aula.toml:1: listen: "http://a:80" has more than host and port; write host:port, for example 0.0.0.0:8470`}},
		{name: "text wanted", text: `listen = 8470`,
			want: []string{`aula.toml:1: listen: this is a whole number; write text in quotes, for example listen = "0.0.0.0:8470"`}},
		{name: "number wanted", text: "[limits]\nupload_mb = \"200\"",
			want: []string{`aula.toml:2: limits.upload_mb: this is text; write a whole number without quotes, for example upload_mb = 200`}},
		{name: "list wanted", text: "[tls]\n\nhosts = \"aula.example.org\"",
			want: []string{`aula.toml:3: tls.hosts: this is text; write a list, for example hosts = ["aula.example.org"]`}},
		{name: "number in a list", text: "[tls]\nhosts = [\n \"a\",\n 3,\n]",
			want: []string{`aula.toml:2: tls.hosts: item 2 is a whole number; write a list of texts in quotes, for example hosts = ["aula.example.org"]`}},
		{name: "unknown key", text: "lisen = \":1\"",
			want: []string{`aula.toml:1: lisen: no such setting; did you mean listen?`}},
		{name: "unknown key, nothing near", text: "colour = \"blue\"",
			want: []string{`aula.toml:1: colour: no such setting`}},
		{name: "key outside its section", text: "upload_mb = 3",
			want: []string{`aula.toml:1: upload_mb: no such setting; did you mean limits.upload_mb?`}},
		{name: "unknown section", text: "[limts]\nupload_mb = 3",
			want: []string{`aula.toml:1: limts: no such setting; did you mean limits?`}},
		{name: "quoted dotted key is no path", text: `"tls.mode" = "off"`,
			want: []string{`aula.toml:1: "tls.mode": no such setting; did you mean tls.mode?`}},
		{name: "section as a value", text: `tls = "auto"`,
			want: []string{`aula.toml:1: tls: this is a section; write [tls] on a line of its own and its keys below`}},
		{name: "list of sections", text: "\n[[tls]]\nmode = \"auto\"",
			want: []string{`aula.toml:2: tls: this is a section; write [tls] on a line of its own and its keys below`}},
		{name: "value as a section", text: "\n[listen]\nhost = \"a\"",
			want: []string{`aula.toml:2: listen: this is a section; write text in quotes, for example listen = "0.0.0.0:8470"`}},
		{name: "not TOML", text: "listen = \":1\"\ndata = /srv\n",
			want: []string{`aula.toml:2: not valid TOML: expected value but found '/' instead`}},
		{name: "key twice", text: "data = \"a\"\n\ndata = \"b\"\n",
			want: []string{`aula.toml:3: not valid TOML: Key 'data' has already been defined`}},
		{name: "unknown mode", text: "[tls]\nmode = \"fils\"\ncert = \"a\"",
			want: []string{`aula.toml:2: tls.mode: "fils" is not one of auto, off, files, acme, authority; did you mean files?`}},
		{name: "files without files", text: "tls.mode = \"files\"",
			want: []string{`aula.toml:1: tls.mode: "files" needs tls.cert, the file with the certificate`}},
		{name: "files without key", text: "tls.mode = \"files\"\ntls.cert = \"a\"",
			want: []string{`aula.toml:1: tls.mode: "files" needs tls.key, the file with the private key`}},
		{name: "acme by IP only", text: "tls = { mode = \"acme\", hosts = [\"203.0.113.7\"] }",
			want: []string{`aula.toml:1: tls.mode: "acme" needs tls.hosts with at least one name, for example hosts = ["aula.example.org"]`}},
		{name: "certificate nobody uses", text: "[tls]\ncert = \"a\"\nacme_email = \"a@b.example\"",
			want: []string{
				`aula.toml:2: tls.cert: not used while tls.mode is "auto"; remove it or write mode = "files"`,
				`aula.toml:3: tls.acme_email: not used while tls.mode is "auto"; remove it or write mode = "acme"`}},
		{name: "every bad host", text: "[tls]\nhosts = [\"https://a.example\", \"b.example\", \"c.example:80\"]",
			want: []string{
				`aula.toml:2: tls.hosts: "c.example:80" is neither a host name nor an IP address; write for example aula.example.org, without https:// and port`,
				`aula.toml:2: tls.hosts: "https://a.example" is neither a host name nor an IP address; write for example aula.example.org, without https:// and port`}},
		{name: "public address with a path", text: `public_url = "https://a.example/aula"`,
			want: []string{`aula.toml:1: public_url: "https://a.example/aula" has more than a host; write https://a.example`}},
		{name: "public address without scheme", text: `public_url = "a.example"`,
			want: []string{`aula.toml:1: public_url: "a.example" is not a web address; write for example https://aula.example.org`}},
		{name: "other database, password unspoken", text: `database = "mysql://u:hush@h/n"`,
			want: []string{`aula.toml:1: database: does not begin with postgres://; leave it empty for SQLite, or write postgres://user:password@host:5432/name`}},
		{name: "bad database address, password unspoken", text: `database = "postgres://u:hu%sh@h/n"`,
			want: []string{`aula.toml:1: database: not a valid address; leave it empty for SQLite, or write postgres://user:password@host:5432/name (a special character in the password is written %XX)`}},
		{name: "database without a name", text: `database = "postgres://u:hush@h"`,
			want: []string{`aula.toml:1: database: lacks the host or the name of the database; leave it empty for SQLite, or write postgres://user:password@host:5432/name`}},
		{name: "out of range", text: "[limits]\njoins_per_second = 0",
			want: []string{`aula.toml:2: limits.joins_per_second: 0 is out of range; write a number from 1 to 100000`}},
		{name: "level", text: "[log]\nlevel = \"warning\"",
			want: []string{`aula.toml:2: log.level: "warning" is not one of debug, info, warn, error`}},
		{name: "public IP", text: "[media]\npublic_ips = [\"0.0.0.0\"]",
			want: []string{`aula.toml:2: media.public_ips: "0.0.0.0" is not the IP address of a machine; write for example 203.0.113.7`}},
		{name: "e-mail", env: []string{"AULA_TLS_MODE=acme", "AULA_TLS_HOSTS=a.example", "AULA_TLS_ACME_EMAIL=Ann <a@b.example>"},
			want: []string{`environment AULA_TLS_ACME_EMAIL: "Ann <a@b.example>" is not an e-mail address; write for example admin@example.org`}},
		{name: "bad variable", env: []string{"AULA_LIMITS_UPLOAD_MB=many"},
			want: []string{`environment AULA_LIMITS_UPLOAD_MB: "many" is not a whole number; write for example 200`}},
		{name: "mistyped variable", env: []string{"AULA_LISTN=:1", "AULA_SOMETHING_ELSE=1"},
			want: []string{`environment AULA_LISTN: no such setting; did you mean AULA_LISTEN?`}},
		{name: "bad flag", flags: map[string]string{"media.udp": "8470"},
			want: []string{`flag --media-udp: "8470" has no port; write host:port, for example 0.0.0.0:8470`}},
		{name: "unknown flag", flags: map[string]string{"medai.udp": ":1"},
			want: []string{`flag --medai.udp: no such setting; did you mean media.udp?`}},
		{name: "all at once, by line", text: "[log]\nlevel = \"loud\"\nformat = 1\n[limits]\nuploadmb = 1\n",
			env: []string{"AULA_LISTEN=host"}, flags: map[string]string{"data": ""},
			want: []string{
				`aula.toml:2: log.level: "loud" is not one of debug, info, warn, error`,
				`aula.toml:3: log.format: this is a whole number; write text in quotes, for example format = "text"`,
				`aula.toml:5: limits.uploadmb: no such setting; did you mean limits.upload_mb?`,
				`environment AULA_LISTEN: "host" has no port; write host:port, for example 0.0.0.0:8470`,
				`flag --data: empty; write the path of a folder`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := inFolder(t, tt.text, tt.env, tt.flags)
			if want := strings.Join(tt.want, "\n"); err == nil || err.Error() != want {
				t.Errorf("got:\n%v\nwant:\n%s", err, want)
			}
		})
	}
}

func TestStrongestSourceWins(t *testing.T) {
	c, err := inFolder(t, `# a comment
listen = "192.0.2.1:1"
public_url = "https://a.example/"
database = "postgres://u:hush@h/n?sslmode=require&sslpassword=hush"
data = "data"

[tls]
mode = "files"
cert = "cert.pem"
key = "/etc/key.pem"
hosts = [
  "A.example",
]

[limits]
upload_mb = 1
`, []string{"AULA_LISTEN=192.0.2.1:2", "AULA_TLS_HOSTS=b.example, 192.0.2.9", "AULA_LOG_LEVEL=", "AULA_LIMITS_UPLOAD_MB=2"},
		map[string]string{"limits.upload_mb": "3"})
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Dir(c.File())
	want := []Row{
		{"listen", "192.0.2.1:2", "environment AULA_LISTEN"},
		{"data", data, "environment AULA_DATA"},
		{"public_url", "https://a.example", "aula.toml:3"},
		{"database", "postgres://u:xxxxx@h/n?sslmode=require&sslpassword=xxxxx", "aula.toml:4"},
		{"tls.mode", "files", "aula.toml:8"},
		{"tls.cert", filepath.Join(data, "cert.pem"), "aula.toml:9"},
		{"tls.key", "/etc/key.pem", "aula.toml:10"},
		{"tls.hosts", "b.example, 192.0.2.9", "environment AULA_TLS_HOSTS"},
		{"tls.acme_email", "", "default"},
		{"tls.acme_directory", "", "default"},
		{"media.udp", "192.0.2.1:2", "default"},
		{"media.public_ips", "", "default"},
		{"hall.lost_minutes", "10", "default"},
		{"log.level", "info", "default"},
		{"log.format", "text", "default"},
		{"limits.upload_mb", "3", "flag --limits-upload-mb"},
		{"limits.logins_per_minute", "10", "default"},
		{"limits.joins_per_second", "200", "default"},
		{"limits.sessions_per_login", "12", "default"},
	}
	if got := c.Effective(); !slices.Equal(got, want) {
		t.Errorf("got:\n%v\nwant:\n%v", got, want)
	}
	if c.Database != "postgres://u:hush@h/n?sslmode=require&sslpassword=hush" {
		t.Errorf("the database address was changed: %s", c.Database)
	}
}

func TestWhereTheFileIs(t *testing.T) {
	t.Chdir(t.TempDir())
	for path, listen := range map[string]string{
		"aula-data/aula.toml": ":1", "env/aula.toml": ":2", "flag/aula.toml": ":3", "named.toml": ":4", "other.toml": ":5",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(`listen = "`+listen+`"`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"AULA_DATA=env"}
	tests := []struct {
		src          Source
		listen, from string
	}{
		{Source{}, ":1", "aula.toml:1"},
		{Source{Environ: env}, ":2", "aula.toml:1"},
		{Source{Environ: env, Flags: map[string]string{"data": "flag"}}, ":3", "aula.toml:1"},
		{Source{Environ: append(env, "AULA_CONFIG=./other.toml")}, ":5", "./other.toml:1"},
		{Source{Environ: append(env, "AULA_CONFIG=./other.toml"), File: "./named.toml"}, ":4", "./named.toml:1"},
		{Source{Environ: []string{"AULA_DATA=nowhere"}}, "127.0.0.1:8470", "default"},
	}
	for _, tt := range tests {
		c, err := Load(tt.src)
		if err != nil {
			t.Fatal(err)
		}
		if row := c.Effective()[0]; row.Value != tt.listen || row.Origin != tt.from {
			t.Errorf("%+v: listen = %s from %s, want %s from %s", tt.src, row.Value, row.Origin, tt.listen, tt.from)
		}
	}
	if _, err := Load(Source{File: "absent.toml"}); err == nil || err.Error() != "config: read the file: open absent.toml: no such file or directory" {
		t.Errorf("a named file that is absent: %v", err)
	}
}

func TestFlagsFromTheCommandLine(t *testing.T) {
	fs := flag.NewFlagSet("aula", flag.ContinueOnError)
	given := BindFlags(fs)
	if err := fs.Parse([]string{"--listen", ":7", "--limits-upload-mb=9", "--public-url", "http://a.example"}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"listen": ":7", "limits.upload_mb": "9", "public_url": "http://a.example"}
	if !maps.Equal(given, want) {
		t.Errorf("got %v, want %v", given, want)
	}
}

func TestTLSModeDecided(t *testing.T) {
	tests := []struct{ mode, listen, want string }{
		{"auto", "127.0.0.1:8470", "off"},
		{"auto", "localhost:8470", "off"},
		{"auto", "[::1]:8470", "off"},
		{"auto", "[::ffff:127.0.0.1]:8470", "off"},
		{"auto", ":8470", "authority"},
		{"auto", "0.0.0.0:8470", "authority"},
		{"auto", "192.168.1.5:8470", "authority"},
		{"off", ":8470", "off"},
		{"authority", "127.0.0.1:8470", "authority"},
		{"acme", "127.0.0.1:8470", "acme"},
	}
	for _, tt := range tests {
		c := Default()
		c.TLS.Mode, c.Listen = tt.mode, tt.listen
		if got := c.TLSMode(); got != tt.want {
			t.Errorf("mode %s on %s: %s, want %s", tt.mode, tt.listen, got, tt.want)
		}
	}
}

func TestLogHandler(t *testing.T) {
	var out strings.Builder
	h := Log{Level: "warn", Format: "json"}.Handler(&out)
	if h.Enabled(t.Context(), 0) || !h.Enabled(t.Context(), 4) {
		t.Error("level warn lets info through or stops warnings")
	}
}
