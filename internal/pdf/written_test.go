package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var packedStream = regexp.MustCompile(`(?s)/Type/ObjStm/N (\d+)/First (\d+)/Filter/FlateDecode/Length (\d+)>>\nstream\n`)

// objects returns what a file has packed into object streams, by number.
func objects(t *testing.T, d *Document) map[int]string {
	t.Helper()
	var file bytes.Buffer
	if err := d.Write(&file); err != nil {
		t.Fatal(err)
	}
	all := map[int]string{}
	for _, m := range packedStream.FindAllSubmatchIndex(file.Bytes(), -1) {
		value := func(i int) int { return atoi(t, string(file.Bytes()[m[2*i]:m[2*i+1]])) }
		r, err := zlib.NewReader(bytes.NewReader(file.Bytes()[m[1] : m[1]+value(3)]))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		index, bodies := strings.Fields(string(data[:value(2)])), string(data[value(2):])
		for i := range value(1) {
			body, _, _ := strings.Cut(bodies[atoi(t, index[2*i+1]):], "\n")
			all[atoi(t, index[2*i])] = body
		}
	}
	return all
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// only returns the one object with these words.
func only(t *testing.T, all map[int]string, words string) string {
	t.Helper()
	found := ""
	for _, body := range all {
		if strings.Contains(body, words) {
			if found != "" {
				t.Fatalf("two objects have %s", words)
			}
			found = body
		}
	}
	if found == "" {
		t.Fatalf("no object has %s", words)
	}
	return found
}

// What ISO 14289-1 wants to find in the catalogue is there.
func TestCatalogue(t *testing.T) {
	catalogue := only(t, objects(t, everything()), "/Type/Catalog")
	for _, want := range []string{"/Lang(en)", "/MarkInfo<</Marked true>>", "/ViewerPreferences<</DisplayDocTitle true>>", "/Metadata ", "/StructTreeRoot "} {
		if !strings.Contains(catalogue, want) {
			t.Errorf("the catalogue lacks %s: %s", want, catalogue)
		}
	}
}

// A text in another language says so, as a whole and in part; one in the document's does not.
func TestLanguages(t *testing.T) {
	d := New("Languages", "en")
	f := d.Flow(A6, Margin{})
	f.Runs(P, Style{}, Run{Text: "in English, "}, Run{Text: "和中文", Lang: "zh-Hans"}, Run{Text: " too", Lang: "en"})
	f.Runs(P, Style{Lang: "vi"}, Run{Text: "Tiếng Việt "}, Run{Text: "and English", Lang: "en"})
	f.Runs(P, Style{}, Run{Text: "une page", Lang: "fr", Link: "https://example.org/"})
	f.List(Style{Lang: "de"}, false, "Punkt")
	f.Table(Table{Columns: []Column{{Head: "Имя"}}, Style: Style{Lang: "ru"}})
	got := map[string]int{}
	for _, body := range objects(t, d) {
		if m := regexp.MustCompile(`^<</S/(\w+)/P \d+ 0 R(?:/Lang\(([\w-]+)\))?`).FindStringSubmatch(body); m != nil {
			got[m[1]+" "+m[2]]++
		}
	}
	want := map[string]int{"Document ": 1, "P ": 2, "P vi": 1, "Span zh-Hans": 1, "Span en": 1, "Link fr": 1,
		"L de": 1, "LI ": 1, "Lbl ": 1, "LBody ": 1, "Table ru": 1, "THead ": 1, "TBody ": 1, "TR ": 1, "TH ": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Every link and page finds its way back to the structure by its own key.
func TestWayBack(t *testing.T) {
	all := objects(t, everything())
	tree := map[string]string{}
	for _, m := range regexp.MustCompile(`(\d+) (\d+) 0 R`).FindAllStringSubmatch(only(t, all, "<</Nums["), -1) {
		if tree[m[1]] != "" {
			t.Errorf("key %s is there twice", m[1])
		}
		tree[m[1]] = all[atoi(t, m[2])]
	}
	links, pages := 0, 0
	for number, body := range all {
		if key := regexp.MustCompile(`/StructParent (\d+)`).FindStringSubmatch(body); key != nil {
			links++
			if back := tree[key[1]]; !strings.HasPrefix(back, "<</S/Link") || !strings.Contains(back, fmt.Sprintf("/Obj %d 0 R", number)) {
				t.Errorf("link %d finds %s", number, back)
			}
		}
		if key := regexp.MustCompile(`/StructParents (\d+)`).FindStringSubmatch(body); key != nil {
			pages++
			if back := tree[key[1]]; !strings.HasPrefix(back, "[") {
				t.Errorf("page %d finds %s", number, back)
			}
		}
	}
	if links < 3 || pages < 4 || links+pages != len(tree) {
		t.Errorf("%d links and %d pages, but %d ways back", links, pages, len(tree))
	}
}
