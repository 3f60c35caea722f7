package paper_test

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"aula/internal/paper"
	"aula/internal/pdf"
	"aula/internal/poppler"
	"aula/internal/seminar"
)

// file stores a paper that must have been made.
func file(t testing.TB, body []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// said is everything that a reader for the blind says of a paper, in its order.
func said(t testing.TB, name string) string {
	t.Helper()
	var b strings.Builder
	for _, m := range regexp.MustCompile(`(?m)^\s*"(.*)"$`).FindAllStringSubmatch(poppler.Run(t, "pdfinfo", "-struct-text", name), -1) {
		b.WriteString(m[1] + "\n")
	}
	return b.String()
}

// elements counts the elements of the structure.
func elements(t testing.TB, name string) map[string]int {
	t.Helper()
	n := map[string]int{}
	for line := range strings.Lines(poppler.Run(t, "pdfinfo", "-struct", name)) {
		if fields := strings.Fields(line); len(fields) > 0 {
			n[strings.TrimSuffix(fields[0], ":")]++
		}
	}
	return n
}

// property is one of what pdfinfo says.
func property(t testing.TB, name, key string) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + key + `:\s+(.*)$`).FindStringSubmatch(poppler.Run(t, "pdfinfo", name))
	if m == nil {
		return ""
	}
	return m[1]
}

// every makes all papers in one language.
func every(t testing.TB, m paper.Maker) map[string]string {
	t.Helper()
	all, s := people(14), sample()
	list := passes(t, all)
	made := map[string]string{}
	put := func(name string) func([]byte, error) {
		return func(body []byte, err error) { made[name] = file(t, body, err) }
	}
	put("certificate")(m.Certificate(certificateOf(0), site))
	put("pass")(m.Pass(list[0]))
	put("badges")(m.Badges(list))
	put("cards")(m.NameCards(cards(all)))
	put("signatures")(m.Signatures(s.Sessions[1], s.Places[1], all))
	put("roll")(m.Roll(rollOf(all)))
	put("seal")(m.Seal(sealOf(t)))
	return made
}

// cards are those of people, each but the last with the code of a seat.
func cards(people []seminar.Person) (all []paper.Card) {
	for i, p := range people {
		all = append(all, paper.Card{Person: p})
		if i < len(people)-1 {
			all[i].Seat = seat + string(p.ID)
		}
	}
	return all
}

const seat = "https://aula.example.org/s/rivers/seat/"

// Every paper is tagged, says what it is called, has the pages it should, its tables are tables, and its codes figures with words.
func TestEveryPaper(t *testing.T) {
	want := map[string]struct {
		pages, size string
		has         map[string]int // elements, exactly
	}{
		"certificate": {"2", "841.89 x 595.276", map[string]int{"H1": 1, "H2": 2, "Table": 1, "TR": 9, "Figure": 1, "Link": 1}},
		"pass":        {"1", "297.638 x 419.528", map[string]int{"H1": 1, "Figure": 1}},
		"badges":      {"2", "595.276 x 841.89", map[string]int{"Sect": 14, "Figure": 14}},
		"cards":       {"14", "841.89 x 595.276", map[string]int{"H1": 14, "Figure": 13}},
		"signatures":  {"2", "595.276 x 841.89", map[string]int{"H1": 1, "Table": 1, "TR": 19}},
		"roll":        {"2", "841.89 x 595.276", map[string]int{"H1": 1, "H2": 4, "Table": 4, "TR": 10 + 14 + 3*2}},
		"seal":        {"1", "595.276 x 841.89", map[string]int{"H1": 1, "H2": 1, "Table": 1, "TR": 5, "Figure": 1}},
	}
	for _, language := range seminar.Languages() {
		m := maker(t, language)
		made := every(t, m)
		for name, x := range want {
			t.Run(name+"/"+language, func(t *testing.T) {
				at := made[name]
				if p := property(t, at, "Tagged"); p != "yes" {
					t.Errorf("tagged: %q", p)
				}
				if title := property(t, at, "Title"); !strings.HasSuffix(title, m.Text(m.Seminar.Title)) {
					t.Errorf("called %q", title)
				}
				if p, s := property(t, at, "Pages"), property(t, at, "Page size"); p != x.pages || !strings.HasPrefix(s, x.size) {
					t.Errorf("%s pages of %s, want %s of %s", p, s, x.pages, x.size)
				}
				got := elements(t, at)
				for role, n := range x.has {
					if got[role] != n {
						t.Errorf("%d of %s, want %d", got[role], role, n)
					}
				}
			})
		}
	}
}

// What a certificate says, read aloud, to the letter.
func TestCertificateSays(t *testing.T) {
	for language, want := range map[string][]string{
		"en": {"Provincial Academy of Administration", "省行政学院", "Certificate of Attendance", "This is to certify that", "Lin Haoran", "林浩然", "Provincial Health Commission", "attended the seminar",
			"Seminar on Modern Public Administration", "Studying thoroughly, understanding, carrying out", "23–24 November 2026", "8", "sessions attended", "11:00", "hours : minutes attended", "13.2", "credits earned",
			"2026-00042-0", "Issued on 25 November 2026.", "2026-11-23 10:00–11:30", "How rules become services", "Great Hall", "At least 1 session attended.", "Credits earned: at least 0.2."},
		"zh-Hans": {"省行政学院", "Provincial Academy of Administration", "出席证明", "兹证明", "林浩然", "Lin Haoran", "省卫生健康委员会", "参加了", "现代公共管理专题研讨班", "学深悟透，笃行实干", "2026年11月23日至24日",
			"8", "出席场次", "11:00", "13.2", "所得学分", "2026-00042-0", "签发日期：2026年11月25日。", "从制度到服务", "大礼堂", "出席不少于 1 场。"},
	} {
		body, err := maker(t, language).Certificate(certificateOf(0), site)
		text := said(t, file(t, body, err))
		at := 0
		for _, w := range want {
			i := strings.Index(text[at:], w)
			if i < 0 {
				t.Fatalf("%s: %q does not follow; what is left:\n%s", language, w, text[at:])
			}
			at += i
		}
		if strings.Contains(text, "leave") || strings.Contains(text, "假") {
			t.Errorf("%s: it speaks of leave:\n%s", language, text)
		}
	}
}

// A roll says of each organisation who was there, and what it comes to.
func TestRollSays(t *testing.T) {
	all := people(14)
	r := rollOf(all)
	body, err := maker(t, "en").Roll(r)
	text := strings.Split(said(t, file(t, body, err)), "\n")
	i := slices.Index(text, "River City Government")
	if i < 0 {
		t.Fatal("an organisation is missing")
	}
	here, minutes, rows := 0, 0, 0
	for _, row := range r.Rows {
		if row.Person.Organisation == "o2" {
			here, minutes, rows = here+row.Total.Here(), minutes+row.Present.Minutes(), rows+1
		}
	}
	rest := strings.Join(text[i:], " ")
	rest, _, _ = strings.Cut(rest, "Without an organisation")
	if sum := strconv.Itoa(here) + "/" + strconv.Itoa(8*rows) + " " + strconv.Itoa(minutes); !strings.Contains(rest, "Total") || !strings.Contains(rest, sum) {
		t.Errorf("%q is not in %q", sum, rest)
	}
}

// codeOn reads the QR code of a page.
func codeOn(t testing.TB, name string, page int) (text string) {
	t.Helper()
	var err error
	for _, dots := range []string{"150", "220", "300", "180", "260", "400"} { // whoever holds a phone before a code comes nearer until it is read
		if text, err = codeAt(t, name, page, dots); err == nil {
			return text
		}
	}
	t.Fatal(err)
	return ""
}

// codeAt reads the code of a page that is drawn with so many dots an inch.
func codeAt(t testing.TB, name string, page int, dots string) (string, error) {
	t.Helper()
	picture := filepath.Join(t.TempDir(), "page")
	n := strconv.Itoa(page)
	poppler.Run(t, "pdftoppm", "-r", dots, "-f", n, "-l", n, "-png", "-singlefile", name, picture)
	data, err := os.ReadFile(picture + ".png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

// A phone reads the codes from paper: where to check, the pass, the seal.
func TestCodes(t *testing.T) {
	m := maker(t, "en")
	body, err := m.Certificate(certificateOf(0), site)
	if got, want := codeOn(t, file(t, body, err), 1), "https://aula.example.org/certificates/3f7k2m9q0x4zt?revision=1"; got != want {
		t.Errorf("certificate: %q", got)
	}
	x := passes(t, people(1))[0]
	body, err = m.Pass(x)
	if got := codeOn(t, file(t, body, err), 1); got != x.Code {
		t.Errorf("pass: %q, want %q", got, x.Code)
	}
	body, err = m.Badges([]paper.Pass{x})
	if got := codeOn(t, file(t, body, err), 1); got != x.Code {
		t.Errorf("badge: %q, want %q", got, x.Code)
	}
	cards := cards(people(2))
	body, err = m.NameCards(cards)
	if got := codeOn(t, file(t, body, err), 1); got != cards[0].Seat {
		t.Errorf("card: %q, want %q", got, cards[0].Seat)
	}
	s := sealOf(t)
	body, err = m.Seal(s)
	if got := codeOn(t, file(t, body, err), 1); got != s.Code() {
		t.Errorf("seal: %q, want %q", got, s.Code())
	}
}

// A name with a character that no font has is told, and never left out.
func TestMissingCharacter(t *testing.T) {
	m := maker(t, "en")
	odd := seminar.Person{ID: "odd", Name: seminar.Text{"ko": "김민수"}}
	_, err := m.NameCards([]paper.Card{{Person: odd}})
	var missing *pdf.Missing
	if !errors.As(err, &missing) || missing.Text != "김민수" {
		t.Errorf("%v", err)
	}
}

// Papers without people are papers.
func TestNobody(t *testing.T) {
	m := maker(t, "zh-Hans")
	for _, x := range []func() ([]byte, error){
		func() ([]byte, error) { return m.Badges(nil) }, func() ([]byte, error) { return m.NameCards(nil) },
		func() ([]byte, error) { return m.Signatures(sample().Sessions[0], sample().Places[0], nil) }, func() ([]byte, error) { return m.Roll(rollOf(nil)) },
	} {
		body, err := x()
		if p := property(t, file(t, body, err), "Tagged"); p != "yes" {
			t.Errorf("tagged: %q", p)
		}
	}
}

func BenchmarkBadges(b *testing.B) {
	m, list := maker(b, "zh-Hans"), passes(b, people(300))
	for b.Loop() {
		body, err := m.Badges(list)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(body)), "bytes")
	}
}
