package page

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"aula/internal/i18n"
	"aula/internal/seminar"
)

// Every page in every language, filled and empty: it parses, says nothing that only
// a programmer understands, and obeys the Content-Security-Policy.
func TestEveryPage(t *testing.T) {
	catalogue, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range seminar.Languages() {
		printer := catalogue.Printer(lang, sampleSeminar().Location())
		for _, s := range samples() {
			full := s.full(sampleFrame(Frame{Printer: printer, Title: s.name}))
			empty := s.empty(Frame{Printer: printer})
			for what, view := range map[string]renderer{"full": full, "empty": empty} {
				t.Run(strings.Join([]string{s.name, what, lang}, "/"), func(t *testing.T) { check(t, lang, view) })
			}
		}
	}
}

// leaked matches a key of the catalogues that came out instead of its sentence.
var leaked = regexp.MustCompile(`\b(frame|certificate|paper|page|role|mark|kind|deed|roll\.why|entry|report)\.[a-z_]+[a-z_.0-9]*`)

func check(t *testing.T, lang string, view renderer) {
	var b bytes.Buffer
	if err := view.Render(&b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, no := range []string{"<no value>", "ZgotmplZ", "<nil>", "%!", "map[", "{{"} {
		if strings.Contains(out, no) {
			t.Errorf("the page says %q:\n%s", no, around(out, no))
		}
	}
	ids := map[string]bool{}
	h1 := 0
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script":
			if k := leaked.FindString(n.Data); k != "" {
				t.Errorf("the key %q is read by a person", k)
			}
		case n.Type != html.ElementNode:
		case n.Data == "html":
			if a := attribute(n, "lang"); a != lang {
				t.Errorf("the page is marked %q", a)
			}
		case n.Data == "h1":
			h1++
		case n.Data == "script" && attribute(n, "src") == "" && !strings.HasSuffix(attribute(n, "type"), "json"), n.Data == "style" && n.Parent.Data != "head":
			t.Errorf("a %s that the policy forbids", n.Data)
		case n.Data == "script" && strings.Contains(textOf(n), "alert(1)") && attribute(n, "type") != "application/ld+json":
			t.Error("a hostile name became a script")
		}
		checkAttributes(t, n, ids)
	}
	if h1 != 1 {
		t.Errorf("%d first headings, want one", h1)
	}
	checkLabels(t, root, ids)
}

// checkAttributes looks for what the policy forbids and for ids used twice.
func checkAttributes(t *testing.T, n *html.Node, ids map[string]bool) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"):
			t.Errorf("<%s> has the attribute %s, which the policy forbids", n.Data, a.Key)
		case strings.Contains(strings.ToLower(a.Val), "javascript:"):
			t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
		case a.Key == "id":
			if ids[a.Val] {
				t.Errorf("the id %q is there twice", a.Val)
			}
			ids[a.Val] = true
		case (a.Key == "aria-label" || a.Key == "title" || a.Key == "placeholder" || a.Key == "alt") && leaked.MatchString(a.Val):
			t.Errorf("the key %q is spoken", a.Val)
		}
	}
}

// checkLabels finds fields without a label and references to nothing.
func checkLabels(t *testing.T, root *html.Node, ids map[string]bool) {
	labelled := map[string]bool{}
	for n := range root.Descendants() {
		if n.Data == "label" {
			labelled[attribute(n, "for")] = true
		}
	}
	for n := range root.Descendants() {
		for _, key := range []string{"aria-labelledby", "aria-describedby"} {
			for _, id := range strings.Fields(attribute(n, key)) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> points to nothing", n.Data, key, id)
				}
			}
		}
		if n.Data != "input" && n.Data != "select" && n.Data != "textarea" {
			continue
		}
		kind := attribute(n, "type")
		named := labelled[attribute(n, "id")] && attribute(n, "id") != "" || attribute(n, "aria-label") != "" || attribute(n, "aria-labelledby") != "" || n.Parent.Data == "label"
		if kind != "hidden" && !named {
			t.Errorf("<%s name=%q> has no label", n.Data, attribute(n, "name"))
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

func around(s, part string) string {
	i := strings.Index(s, part)
	return s[max(0, i-120):min(len(s), i+120)]
}
