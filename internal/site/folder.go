package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"aula/internal/seminar"
)

// Folder is what a site keeps beside its database, for its owner alone: site.json holds the key.
type Folder struct {
	From   string     `json:"from"`            // https://aula.example.org/s/KEY
	Key    string     `json:"key"`             // by which the centre knows the site
	CA     string     `json:"ca,omitempty"`    // the authority of the centre, as text (PEM)
	Device string     `json:"device"`          // the random name of this folder
	Place  seminar.ID `json:"place,omitempty"` // the hall; "" before the centre was reached

	file string
}

// OpenFolder reads what is kept in the data folder dir and lets what is given stand in its place. Another centre than before is
// an error: the folder holds what was kept for the first.
func OpenFolder(dir, from, key, ca string) (*Folder, error) {
	f := &Folder{file: filepath.Join(dir, "site.json")}
	data, err := os.ReadFile(f.file)
	if err == nil {
		err = json.Unmarshal(data, f)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", f.file, err)
	}
	from = strings.TrimSuffix(from, "/")
	if f.From != "" && from != "" && f.From != from {
		return nil, fmt.Errorf("this data folder is a site of %s: take another folder with --data", f.From)
	}
	for _, x := range []struct {
		kept  *string
		given string
	}{{&f.From, from}, {&f.Key, key}, {&f.CA, ca}} {
		if x.given != "" {
			*x.kept = x.given
		}
	}
	if f.Device == "" {
		f.Device = "site-" + string(seminar.NewID())
	}
	u, err := url.Parse(f.From)
	switch {
	case f.From == "" || f.Key == "":
		return nil, errors.New("the first start needs the address of the seminar and a key: AULA_SITE_KEY=… aula site --from https://host/s/key")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || !strings.HasPrefix(u.Path, "/s/") || f.SeminarKey() == "":
		return nil, fmt.Errorf("%s is not the address of a seminar: https://host/s/key", f.From)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("%s: the key travels only encrypted; the address begins with https", f.From)
	}
	return f, nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// SeminarKey is the key of the seminar.
func (f *Folder) SeminarKey() string {
	_, key, _ := strings.Cut(f.From, "/s/")
	if strings.Contains(key, "/") {
		return ""
	}
	return key
}

// save writes the file so that it is there whole or as it was.
func (f *Folder) save() error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(f.file), ".site-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(append(data, '\n'))
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), f.file)
}
