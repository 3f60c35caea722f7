package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Who may print what. A steward has the papers of the own hall; a delegate the own pass.
func TestWhoMayPrintWhat(t *testing.T) {
	t.Parallel()
	h := over(t, "d001")
	seminar1 := h.Plan.Seminar
	var session string
	for _, s := range seminar1.Sessions {
		east, _ := seminar1.Place("east")
		if s.Marked() && s.At(east.ID) {
			session = s.Key
		}
	}
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	half := roll.Halves(&seminar1)[0]
	post(t, organiser, h.URL("/seals"), "day", half.Day, "part", string(half.Part))
	people := map[string]*apptest.Client{
		"organiser": organiser, "auditor": h.Enter(h.With(seminar.Auditor, "")), "steward of east": h.Enter(h.With(seminar.Steward, "east")),
		"steward of main": h.Enter(h.With(seminar.Steward, "main")), "delegate": h.Enter(h.Person("d001")), "nobody": h.Stranger(),
	}
	signatures, seal := "/papers/east/signatures.pdf?session="+session, "/papers/east/seal.pdf?"+url.Values{"half": {half.Day + " " + string(half.Part)}}.Encode()
	for paper, in := range map[string]string{
		signatures:                      "organiser, steward of east",
		"/papers/east/cards.pdf":        "organiser, steward of east",
		seal:                            "organiser, steward of east",
		"/papers/badges.pdf":            "organiser",
		"/papers/roll.pdf":              "organiser, auditor",
		"/papers/roll.pdf?lang=zh-Hans": "organiser, auditor",
		"/papers/pass.pdf":              "delegate",
	} {
		for name, c := range people {
			want := http.StatusForbidden
			switch {
			case strings.Contains(in, name):
				want = http.StatusOK
			case name == "nobody":
				want = http.StatusUnauthorized
			}
			a := ask(t, c, http.MethodGet, h.URL(paper), "")
			if a.status != want {
				t.Errorf("%s for %s: status %d, want %d %.200s", paper, name, a.status, want, a.body)
			}
			if want == http.StatusOK && (!strings.HasPrefix(a.body, "%PDF-1.7") || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; ")) {
				t.Errorf("%s for %s is no paper: %v", paper, name, a.header)
			}
		}
	}
	for _, nothing := range []string{"/papers/east/signatures.pdf", "/papers/east/signatures.pdf?session=nothing", "/papers/east/seal.pdf?half=2020-01-01+morning", "/papers/north/cards.pdf"} {
		if status, _ := organiser.Get(h.URL(nothing)); status != http.StatusNotFound {
			t.Errorf("%s: status %d", nothing, status)
		}
	}
	// The page lists what its reader may have.
	for name, want := range map[string][2]string{"organiser": {"papers/badges.pdf", ""}, "steward of east": {"papers/east/cards.pdf", "papers/main/"}, "auditor": {"papers/roll.pdf", "cards.pdf"}} {
		status, body := people[name].Get(h.URL("/papers"))
		wantStatus(t, name, status, http.StatusOK, body)
		if !strings.Contains(body, want[0]) || want[1] != "" && strings.Contains(body, want[1]) {
			t.Errorf("the page of the %s does not have %q, or has %q", name, want[0], want[1])
		}
	}
}

// A name that no font can write is told, with the character.
func TestPaperWithAnUnknownCharacter(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{Files: filesWith(t, "d001", "Lin Siyuan", "Lin 민 Siyuan")})
	status, body := h.Enter(h.With(seminar.Organiser, "")).Get(h.URL("/papers/badges.pdf"))
	if status != http.StatusBadRequest || !strings.Contains(body, "민") {
		t.Errorf("status %d %.300s", status, body)
	}
}

// The CSV names its description, and the description names the CSV as it was asked for.
func TestRollCSVIsDescribed(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	c := h.Enter(h.With(seminar.Organiser, ""))
	const query = "?search=%3Cx%3E&session=opening"
	csv := ask(t, c, http.MethodGet, h.URL("/roll.csv")+query, "")
	if want := `<roll.csv-metadata.json` + query + `>; rel="describedby"; type="application/csvm+json"`; csv.header.Get("Link") != want {
		t.Errorf("link %q, want %q", csv.header.Get("Link"), want)
	}
	a := ask(t, c, http.MethodGet, h.URL("/roll.csv-metadata.json")+query, "")
	var m struct{ URL string }
	if decode(t, []byte(a.body), &m); m.URL != "roll.csv"+query || a.header.Get("Content-Type") != "application/csvm+json" {
		t.Errorf("%s describes %q", a.header.Get("Content-Type"), m.URL)
	}
	if xlsx := ask(t, c, http.MethodGet, h.URL("/roll.xlsx"), ""); xlsx.header.Get("Link") != "" {
		t.Error("a spreadsheet has a description")
	}
}
