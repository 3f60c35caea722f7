package page

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/floor"
	"aula/internal/i18n"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// liveSamples are the pages that a script fills: with a seminar, and with a frame alone.
func liveSamples() []sample {
	return []sample{
		{"hall", func(f Frame) renderer { return Hall{Frame: f, Policy: roll.Presets()[1], Mode: "home"} }, func(f Frame) renderer { return Hall{Frame: f} }},
		{"console", func(f Frame) renderer { return Console{Frame: f, Owners: []seminar.Text{{"en": "Maria"}}} }, func(f Frame) renderer { return Console{Frame: f} }},
		{"moderator", func(f Frame) renderer { return Moderator{f, []seminar.Text{{"en": "Maria"}}} }, func(f Frame) renderer { return Moderator{Frame: f} }},
		{"interpret", func(f Frame) renderer { return Interpreter{f, "en", "sound-1"} }, func(f Frame) renderer { return Interpreter{Frame: f} }},
		{"lectern", func(f Frame) renderer { return Lectern{f} }, func(f Frame) renderer { return Lectern{Frame: f} }},
		{"captions", func(f Frame) renderer { return Captioner{f, "en"} }, func(f Frame) renderer { return Captioner{Frame: f} }},
		{"group", func(f Frame) renderer {
			return Group{Frame: f, Directory: sampleDirectory(), Group: sampleGroup(), Session: f.Seminar.Sessions[2], Runs: true, Mine: true, Leads: true, Cares: true, Mode: "home",
				Here: map[seminar.ID]roll.Mark{"p1": roll.Present}, Other: []floor.Group{sampleGroup(), {ID: "g2", Number: 2}}, Draft: PointDraft{"n1", hostile}, Err: hostile}
		}, func(f Frame) renderer { return Group{Frame: f} }},
		{"screen", func(f Frame) renderer { return Screen{f, f.Seminar.Places[1], true, true} }, func(f Frame) renderer { return Screen{Frame: f} }},
		{"branch", func(f Frame) renderer {
			return Branch{Frame: f, Directory: sampleDirectory(), At: f.Seminar.Places[1], Roll: sampleRoll(), Session: "s3"}
		}, func(f Frame) renderer { return Branch{Frame: f} }},
		{"branchscreen", func(f Frame) renderer { return BranchScreen{f, f.Seminar.Places[1], "device"} }, func(f Frame) renderer { return BranchScreen{Frame: f} }},
		{"door", func(f Frame) renderer { return Door{f, f.Seminar.Places[1], "North door " + hostile} }, func(f Frame) renderer { return Door{Frame: f} }},
		{"publish", func(f Frame) renderer { return Publish{f, "https://aula.example/s/modern-2026/hall/publish"} }, func(f Frame) renderer { return Publish{Frame: f} }},
		{"recording", func(f Frame) renderer {
			return Recording{Frame: f, RecordingRow: RecordingRow{ID: "r2", Began: at(1, 10, 0), Lasts: 90 * time.Minute, State: RecordingReady, Public: true}, Title: hostile,
				Chapters: []Chapter{{At: time.Second, Kind: "item", Text: both("Words", "致辞")}, {At: time.Minute, Kind: "turn", Text: seminar.Text{"en": hostile}}, {At: time.Hour, Kind: "air", Slot: "slides", Label: hostile}},
				Slides:   []Chapter{{At: time.Second}, {At: 70 * time.Minute}}, Gaps: []RecordingGap{{At: time.Minute, Lasts: 5 * time.Second, Cause: "restart"}, {At: time.Hour, Lasts: time.Minute, Slot: "programme", Sound: true, Cause: "loss"}},
				Downloads: []Download{{"whole.mp4", "whole", 800}, {"main-001.webm", "main", 500}, {"slides-001.mp4", "slides", 20}, {"floor-001.mp4", "floor", 3}}, MayPublish: true, MayCompose: true, CanCompose: true}
		}, func(f Frame) renderer {
			return Recording{Frame: f, RecordingRow: RecordingRow{State: RecordingMade}, Composing: true, CanCompose: true}
		}},
		{"desk", func(f Frame) renderer {
			return Desk{f, "https://aula.example/s/modern-2026/hall/publish", []PublishingKey{{"k1", "Lectern " + hostile, "slides", at(1, 8, 0), at(60, 8, 0)}}, "c2VjcmV0", "slides"}
		}, func(f Frame) renderer { return Desk{Frame: f} }},
	}
}

func TestEveryLivePage(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range seminar.Languages() {
		printer := catalogue.Printer(lang, sampleSeminar().Location())
		for _, s := range liveSamples() {
			full := sampleFrame(Frame{Printer: printer, Title: s.name})
			full.Assets = liveAssets(s.name)
			views := map[string]renderer{"full": s.full(full), "empty": s.empty(Frame{Printer: printer, Assets: full.Assets})}
			for what, view := range views {
				t.Run(s.name+"/"+what+"/"+lang, func(t *testing.T) {
					check(t, lang, view)
					checkTexts(t, view)
				})
			}
		}
	}
}

// script is the source of a page's script.
func script(name string) string {
	if name == "door" {
		return "scanner.ts"
	}
	return name + ".ts"
}

func liveAssets(name string) map[string]string {
	name = strings.TrimSuffix(script(name), ".ts")
	return map[string]string{"app.css": "/assets/app.css", name + ".js": "/assets/" + name + ".js", "jsqr.js": "/assets/jsqr.js"}
}

// checkTexts finds texts of a script that are keys, or have a hole.
func checkTexts(t *testing.T, view renderer) {
	spoken, ok := view.(interface{ Texts() map[string]string })
	if !ok {
		t.Fatal("the page has no texts for its script")
	}
	for key, text := range spoken.Texts() {
		if text == key || text == "" || strings.Contains(text, "<no value>") {
			t.Errorf("%s says %q", key, text)
		}
	}
}

var (
	imported = regexp.MustCompile(`(?m)(?:from|import) "(\.[^"]+)"`)
	said     = regexp.MustCompile("\\bt\\(\\s*(?:\\w+ \\? )?[\"`]([a-z_.]+)(\\$\\{)?")
)

// Every sentence that a script says is in the texts of its page.
func TestScriptsHaveTheirTexts(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range liveSamples() {
		view := s.full(sampleFrame(Frame{Printer: catalogue.Printer(seminar.English, nil)}))
		texts := view.(interface{ Texts() map[string]string }).Texts()
		source := sources(t, "../../../ui/src", script(s.name), map[string]bool{})
		found := said.FindAllStringSubmatch(source, -1)
		if len(found) == 0 && s.name != "screen" {
			t.Errorf("%s says nothing: the sources were not found", s.name)
		}
		for _, m := range found {
			if _, ok := texts[m[1]]; !ok && m[2] == "" {
				t.Errorf("%s says %q, which its page does not bring", s.name, m[1])
			}
			if m[2] != "" && !slices.ContainsFunc(keysOf(texts), func(k string) bool { return strings.HasPrefix(k, m[1]) }) {
				t.Errorf("%s says something of %q, of which its page brings nothing", s.name, m[1])
			}
		}
	}
}

func keysOf(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	return keys
}

// sources reads a script and everything it imports.
func sources(t *testing.T, dir, name string, seen map[string]bool) string {
	name = strings.TrimSuffix(name, ".ts") + ".ts"
	if seen[name] {
		return ""
	}
	seen[name] = true
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	all := string(b)
	for _, m := range imported.FindAllStringSubmatch(all, -1) {
		all += sources(t, dir, filepath.Join(filepath.Dir(name), m[1]), seen)
	}
	return all
}

var (
	rows  = regexp.MustCompile(`(?s)<template id="([^"]+)">(.*?)</template>`)
	parts = regexp.MustCompile(`data-part="([^"]+)"`)
)

// A row that a script fills has each part once: of two with one name it would find the first alone.
func TestRowsHaveEachPartOnce(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, s := range liveSamples() {
		var page strings.Builder
		if err := s.full(sampleFrame(Frame{Printer: catalogue.Printer(seminar.English, nil)})).Render(&page); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows.FindAllStringSubmatch(page.String(), -1) {
			seen++
			count := map[string]int{}
			for _, part := range parts.FindAllStringSubmatch(row[2], -1) {
				if count[part[1]]++; count[part[1]] == 2 {
					t.Errorf("%s: #%s has two parts %q", s.name, row[1], part[1])
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no row was found")
	}
}
