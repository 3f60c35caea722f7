package authority

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func open(t *testing.T, dir string, hosts ...string) *Authority {
	t.Helper()
	a, err := Open(dir, hosts...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// serve accepts TLS connections with the authority's certificates and returns the port.
func serve(t *testing.T, a *Authority) string {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{GetCertificate: a.GetCertificate})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	t.Cleanup(func() { l.Close(); group.Wait() })
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { defer conn.Close(); _ = conn.(*tls.Conn).Handshake() })
		}
	})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func TestDevicesThatTrustTheRootAreServed(t *testing.T) {
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, filepath.Join(t.TempDir(), "authority"), "Aula.Example.org", "203.0.113.7")
	port := serve(t, a)
	trust := x509.NewCertPool()
	if !trust.AppendCertsFromPEM(a.RootPEM()) {
		t.Fatal("the root's PEM holds no certificate")
	}
	tests := []struct {
		dial, name string
		served     bool
	}{
		{"127.0.0.1", "", true}, // a phone that typed the address sends no name
		{"127.0.0.1", "localhost", true},
		{"127.0.0.1", machine, true},
		{"127.0.0.1", machine + ".local", true},
		{"127.0.0.1", "aula.example.org", true},
		{"127.0.0.1", "AULA.example.org", true},
		{"127.0.0.1", "203.0.113.7", true}, // a router translated it
		{"127.0.0.1", "192.168.77.77", false},
		{"127.0.0.1", "bank.example.org", false},
		{"127.0.0.1", "www.aula.example.org", false},
	}
	for _, tt := range tests {
		t.Run(tt.dial+" as "+tt.name, func(t *testing.T) {
			name := tt.name
			if name == "" {
				name = tt.dial
			}
			conn, err := tls.Dial("tcp", net.JoinHostPort(tt.dial, port), &tls.Config{RootCAs: trust, ServerName: name})
			if tt.served != (err == nil) {
				t.Fatalf("served = %t, want %t (%v)", err == nil, tt.served, err)
			}
			if err == nil {
				conn.Close()
			}
		})
	}
}

func TestRootIsModest(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "authority"), "aula.example.org")
	root, err := x509.ParseCertificate(a.RootDER())
	if err != nil {
		t.Fatal(err)
	}
	if !root.IsCA || !root.MaxPathLenZero || !root.PermittedDNSDomainsCritical {
		t.Errorf("IsCA %t, no authorities below %t, constraints critical %t; want all", root.IsCA, root.MaxPathLenZero, root.PermittedDNSDomainsCritical)
	}
	if years := time.Until(root.NotAfter).Hours() / 24 / 365; years < 4.9 || years > 5.1 {
		t.Errorf("valid for %.1f years, want 5", years)
	}
	machine, _ := os.Hostname()
	if want := "Aula local authority (" + strings.ToLower(machine) + ")"; a.Name() != want || root.Subject.CommonName != want {
		t.Errorf("common name %q, want %q", root.Subject.CommonName, want)
	}
	if !a.Expires().Equal(root.NotAfter) {
		t.Errorf("Expires = %s, want %s", a.Expires(), root.NotAfter)
	}
}

// Stolen, the root must not vouch for names outside: signing does not go through allowsName here.
func TestRootCannotSpeakForTheWorld(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "authority"), "aula.example.org")
	for name, allowed := range map[string]bool{
		"www.example.com": false, "example.org": false, "aula.example.org": true, "new-name.lan": true, "printer.local": true,
	} {
		_, err := a.sign(time.Now(), func(c *x509.Certificate) { c.DNSNames = []string{name} })
		if allowed != (err == nil) {
			t.Errorf("%s: signed = %t, want %t (%v)", name, err == nil, allowed, err)
		}
	}
	for ip, allowed := range map[string]bool{"10.1.2.3": true, "192.168.9.9": true, "fd00::1": true, "8.8.8.8": false, "2001:4860::1": false} {
		_, err := a.sign(time.Now(), func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.ParseIP(ip)} })
		if allowed != (err == nil) {
			t.Errorf("%s: signed = %t, want %t (%v)", ip, err == nil, allowed, err)
		}
	}
}

func TestNameConfiguredLaterNeedsANewAuthority(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "authority")
	open(t, dir)
	later := open(t, dir, "aula.example.org", "aula.lan")
	if _, err := later.GetCertificate(&tls.ClientHelloInfo{ServerName: "aula.lan"}); err != nil {
		t.Errorf("a local name: %v", err)
	}
	_, err := later.GetCertificate(&tls.ClientHelloInfo{ServerName: "aula.example.org"})
	if want := "authority: a certificate for aula.example.org: the authority was made for other names; move its folder away to make a new one"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestStrangersAreToldWhatToDo(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "authority"))
	for name, want := range map[string]string{
		"bank.example":  `authority: "bank.example" is not a name of this server; if it is, add it to tls.hosts`,
		"198.51.100.55": `authority: 198.51.100.55 is not an address of this server; if it is, add it to tls.hosts`,
	} {
		if _, err := a.GetCertificate(&tls.ClientHelloInfo{ServerName: name}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestLeavesAreRenewedInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, filepath.Join(t.TempDir(), "authority"))
		ask := func() *tls.Certificate {
			c, err := a.GetCertificate(&tls.ClientHelloInfo{ServerName: "localhost"})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		first := ask()
		if life := time.Until(first.Leaf.NotAfter); life != 30*24*time.Hour {
			t.Errorf("lives %s, want 30 days", life)
		}
		time.Sleep(19 * 24 * time.Hour)
		if ask() != first {
			t.Error("replaced with 11 days left")
		}
		time.Sleep(2 * 24 * time.Hour)
		second := ask()
		if second == first {
			t.Error("kept with 9 days left")
		}
		if life := time.Until(second.Leaf.NotAfter); life != 30*24*time.Hour {
			t.Errorf("the renewed one lives %s, want 30 days", life)
		}
		time.Sleep(time.Until(a.Expires()) - 24*time.Hour)
		if last := ask(); !last.Leaf.NotAfter.Equal(a.Expires()) {
			t.Errorf("lives until %s, longer than its root until %s", last.Leaf.NotAfter, a.Expires())
		}
	})
}

func TestRootStaysTheSame(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "authority")
	prints := make([]string, 8)
	var group sync.WaitGroup
	for i := range prints { // processes that start at once agree on one root
		group.Go(func() {
			if a, err := Open(dir); err != nil {
				t.Error(err)
			} else {
				prints[i] = a.Fingerprint()
			}
		})
	}
	group.Wait()
	if all := slices.Compact(append(prints, open(t, dir, "other.example").Fingerprint())); len(all) != 1 {
		t.Errorf("several roots: %q", all)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) != 0 {
		t.Errorf("drafts were left: %q", left)
	}
}

func TestFilesAreClosedToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "authority")
	if err := os.Mkdir(dir, 0o755); err != nil { // an empty folder is taken over
		t.Fatal(err)
	}
	open(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, dir + "/root.key": 0o600, dir + "/root.pem": 0o644} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %s, want %s", path, info.Mode(), want)
		}
	}
}

func TestBrokenFilesAreNamed(t *testing.T) {
	otherDir := filepath.Join(t.TempDir(), "authority")
	open(t, otherDir)
	other, err := os.ReadFile(filepath.Join(otherDir, "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	const remedy = "; restore it from a backup, or move the folder DIR away to make a new authority, which every device must then be told to trust"
	tests := []struct {
		name, file string
		content    []byte // nil removes the file
		want       string
	}{
		{"no key", "root.key", nil, "authority: DIR/root.key: missing" + remedy},
		{"no certificate", "root.pem", nil, "authority: DIR/root.pem: missing" + remedy},
		{"empty key", "root.key", []byte{}, `authority: DIR/root.key: has no PEM block "PRIVATE KEY"` + remedy},
		{"certificate in place of the key", "root.key", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE"}),
			`authority: DIR/root.key: has no PEM block "PRIVATE KEY"` + remedy},
		{"torn certificate", "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{0x30}}),
			"authority: DIR/root.pem: not a certificate: x509: malformed certificate" + remedy},
		{"key of another", "root.key", other, "authority: DIR/root.key: not the key of DIR/root.pem" + remedy},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "authority")
			open(t, dir)
			path := filepath.Join(dir, tt.file)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if tt.content != nil {
				if err := os.WriteFile(path, tt.content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := Open(dir)
			if want := strings.ReplaceAll(tt.want, "DIR", dir); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if got, err := os.ReadFile(path); tt.content != nil && (err != nil || !bytes.Equal(got, tt.content)) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestExposedKeyIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no permission bits")
	}
	dir := filepath.Join(t.TempDir(), "authority")
	open(t, dir)
	path := filepath.Join(dir, "root.key")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	_, err := Open(dir)
	want := "authority: " + path + ": others on this machine can read the key of the authority; close it to them: chmod 600 " + path
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestEndedRootIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "authority")
		a := open(t, dir)
		time.Sleep(time.Until(a.Expires()) + time.Second)
		_, err := Open(dir)
		if want := "authority: " + dir + "/root.pem: ended on 2005-01-01; restore it"; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s…", err, want)
		}
	})
}

func TestFingerprintIsReadAloud(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "authority"))
	spoken := a.Fingerprint()
	if !regexp.MustCompile(`^([0-9A-F]{4} ){15}[0-9A-F]{4}$`).MatchString(spoken) {
		t.Errorf("%q is not sixteen groups of four", spoken)
	}
	block, _ := pem.Decode(a.RootPEM())
	if sum := fmt.Sprintf("%X", sha256.Sum256(block.Bytes)); strings.ReplaceAll(spoken, " ", "") != sum {
		t.Errorf("%s is not the SHA-256 of the root, %s", spoken, sum)
	}
}

func TestMobileConfigCarriesTheRoot(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "authority"))
	profile := a.MobileConfig()
	if !bytes.Equal(profile, a.MobileConfig()) {
		t.Error("the profile differs from one call to the next")
	}
	texts := xmlTexts(t, profile)
	for key, want := range map[string]string{
		"PayloadType":        "com.apple.security.root",
		"PayloadContent":     base64.StdEncoding.EncodeToString(a.RootDER()),
		"PayloadDisplayName": a.Name(),
	} {
		if i := slices.Index(texts, want); i < 1 || texts[i-1] != key {
			t.Errorf("no %s = %s", key, want)
		}
	}
	uuid := regexp.MustCompile(`[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}`)
	if found := uuid.FindAllString(string(profile), -1); len(found) != 2 || found[0] == found[1] {
		t.Errorf("UUIDs %q, want two different ones", found)
	}
}

// xmlTexts are the texts of a document in order; it must be well formed.
func xmlTexts(t *testing.T, document []byte) []string {
	t.Helper()
	var texts []string
	for decoder := xml.NewDecoder(bytes.NewReader(document)); ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := token.(xml.CharData); ok && strings.TrimSpace(string(data)) != "" {
			texts = append(texts, string(data))
		}
	}
}

func TestNamesACertificateCannotHold(t *testing.T) {
	for name, want := range map[string]bool{"srv-1": true, "srv_1.lan": true, "": false, "a..b": false, "会场": false, "ann's": false} {
		if got := sayable(name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
	if got := commonName(strings.Repeat("h", 64)); len(got) != 64 || !strings.HasSuffix(got, "h)") {
		t.Errorf("common name %q has %d characters", got, len(got))
	}
}
