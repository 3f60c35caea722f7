package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// hostileNames are those of hostile.txtar.
func hostileNames() []string {
	return []string{
		"<script>alert(1)</script>", `" onmouseover="alert(5)" x="`, `=HYPERLINK("http://evil.example/","Click")`, "+1+1", "@SUM(A1:A9)",
		`{{define "main"}}{{end}}`, "gnp.exe Director",
	}
}

// harmless fails when the last output, a page, has anything in it that the hostile
// names would bring if they were not written as text:
//
//	harmless
func harmless(s story, _ []string) {
	page := strings.ToLower(s.ReadFile("stdout"))
	if !strings.Contains(page, "</html>") {
		failf("this is no page")
	}
	for _, bad := range []string{
		"<script>", "<img src=x", `" onmouseover="`, "<h1>lecture", "<b>bold", `="javascript:`, `"></td></tr>`, "\u202e",
	} {
		if i := strings.Index(page, bad); i >= 0 {
			failf("the page holds %q: …%s…", bad, page[max(0, i-100):min(len(page), i+100)])
		}
	}
}

// named fails when the last output is not JSON, or lacks one of the hostile names as
// it was given:
//
//	named
func named(s story, _ []string) {
	var v any
	check(json.Unmarshal([]byte(s.ReadFile("stdout")), &v))
	texts := textsOf(v)
	for _, name := range hostileNames() {
		if !slices.Contains(texts, name) {
			failf("the name %q is not there", name)
		}
	}
}

// textsOf returns every text of a JSON value.
func textsOf(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			all = append(all, textsOf(x)...)
		}
	case map[string]any:
		for _, x := range v {
			all = append(all, textsOf(x)...)
		}
	}
	return all
}
