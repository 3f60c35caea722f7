// Package pictures takes a picture of every page of a running demonstration, in both
// languages, light and dark, on a desk and on a phone: make screenshots.
package pictures

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"html/template"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/config"
	"aula/internal/demo"
)

var out = flag.String("out", "", "folder for the pictures; without one nothing is done")

// shot is one page, as somebody sees it.
type shot struct {
	name, who, path string
	ready           string // a JavaScript condition; "" for none
}

// playing waits until a slot shows a moving picture.
const playing = `[...document.querySelectorAll("video")].some(v => v.videoWidth > 0 && v.currentTime > 1)`

func shots() []shot {
	return []shot{
		{"programme", "", "/s/demo", ""},
		{"grid", "", "/s/demo/grid", ""},
		{"session", "", "/s/demo/sessions/living-river", ""},
		{"sign-in", "", "/sign-in", ""},
		{"authority", "", "/authority", ""},
		{"nothing-here", "", "/s/demo/nothing", ""},
		{"report", "", "/s/demo/report", ""},
		{"me", "Delegate at home", "/s/demo/me", ""},
		{"pass", "Delegate at home", "/s/demo/pass", ""},
		{"hall", "Delegate at home", "/s/demo/hall", playing},
		{"hall-phone", "Delegate in the hall", "/s/demo/hall", ""},
		{"console", "Chair", "/s/demo/console", playing},
		{"screen", "Big screen", "/s/demo/screen", playing},
		{"desk", "Operator", "/s/demo/desk", playing},
		{"publish", "Operator", "/s/demo/publish", ""},
		{"door", "Steward, main door", "/s/demo/door/main", ""},
		{"gates", "Operator", "/s/demo/gates", ""},
		{"branch", "Steward, east hall", "/s/demo/branch/east", ""},
		{"roll", "Organiser", "/s/demo/roll", ""},
		{"roll-session", "Organiser", "/s/demo/roll?session=living-river", ""},
		{"admin", "Organiser", "/s/demo/admin", ""},
		{"people", "Organiser", "/s/demo/people", ""},
		{"import", "Organiser", "/s/demo/import", ""},
		{"passes", "Organiser", "/s/demo/passes", ""},
		{"press", "Editor (press)", "/s/demo/press", ""},
		{"record", "Auditor", "/s/demo/record", ""},
	}
}

// look is one way of looking.
type look struct {
	name          string
	width, height int
	touch         bool
	language      string
	dark          bool
}

func looks() []look {
	var all []look
	for _, language := range []string{"en", "zh-Hans"} {
		for _, dark := range []bool{false, true} {
			theme := map[bool]string{false: "light", true: "dark"}[dark]
			all = append(all, look{language + "-" + theme + "-desk", 1280, 860, false, language, dark},
				look{language + "-" + theme + "-phone", 390, 844, true, language, dark})
		}
	}
	return all
}

func TestPictures(t *testing.T) {
	if *out == "" {
		t.Skip("no -out")
	}
	links := demonstration(t)
	for _, l := range looks() {
		media := map[string]string{"prefers-color-scheme": map[bool]string{false: "light", true: "dark"}[l.dark]}
		b := browsertest.Open(t, browsertest.Options{Width: l.width, Height: l.height, Touch: l.touch, Language: l.language, Media: media})
		people := map[string]*browsertest.Tab{}
		for _, s := range shots() {
			tab := people[s.who]
			if tab == nil {
				tab = b.Guest()
				people[s.who] = tab
				if s.who != "" {
					tab.Go(links[s.who])
					tab.Click("main form button")
					tab.WaitUntil(`location.pathname.endsWith("/me")`, time.Minute)
				}
			}
			tab.Go(links["base"] + s.path)
			if s.ready != "" {
				tab.WaitUntil(s.ready, time.Minute)
			}
			tab.Screenshot(filepath.Join(*out, s.name+"-"+l.name+".png"))
		}
		for _, tab := range people {
			tab.Close()
		}
	}
	contactSheet(t)
}

// demonstration starts a demonstration and returns its links by who opens them.
func demonstration(t *testing.T) map[string]string {
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var said output
	done := make(chan error, 1)
	go func() {
		done <- demo.Run(ctx, cfg, demo.Options{Language: "en", Out: &said, Log: slog.New(slog.DiscardHandler)})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	line := regexp.MustCompile(`(?m)^  (\S.*?)  +(http\S+)$`)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		links := map[string]string{}
		for _, m := range line.FindAllStringSubmatch(said.String(), -1) {
			links[m[1]] = m[2]
		}
		if u, err := url.Parse(links["Everybody"]); err == nil && links["Auditor"] != "" {
			links["base"] = u.Scheme + "://" + u.Host
			return links
		}
	}
	t.Fatalf("no links in a minute: %s", said.String())
	return nil
}

// output is what a demonstration has printed so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

var sheet = template.Must(template.New("").Parse(`<!DOCTYPE html><meta charset="utf-8"><title>Aula, page by page</title>
<style>body{font:14px sans-serif;margin:2rem}figure{display:inline-block;margin:0 1rem 1rem 0;vertical-align:top}img{height:320px;border:1px solid #ccc}</style>
{{range .}}<h2>{{.Name}}</h2>{{range .Files}}<figure><a href="{{.}}"><img src="{{.}}" alt="" loading="lazy"></a><figcaption>{{.}}</figcaption></figure>{{end}}{{end}}`))

// contactSheet writes index.html with all pictures, page by page.
func contactSheet(t *testing.T) {
	type page struct {
		Name  string
		Files []string
	}
	var pages []page
	for _, s := range shots() {
		p := page{Name: s.name}
		for _, l := range looks() {
			p.Files = append(p.Files, fmt.Sprintf("%s-%s.png", s.name, l.name))
		}
		pages = append(pages, p)
	}
	var b strings.Builder
	if err := sheet.Execute(&b, pages); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*out, "index.html"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
