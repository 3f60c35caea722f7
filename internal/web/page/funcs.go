package page

import (
	"html/template"
	"time"

	"aula/internal/seminar"
)

// funcs are what templates need beyond the methods of their view.
var funcs = template.FuncMap{
	"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"minutes": func(d time.Duration) int { return int(d / time.Minute) },
	"add":     func(a, b int) int { return a + b },
	"list":    func(v ...any) []any { return v },
	"op":      func() string { return string(seminar.NewID()) }, // names one sending of a form, so that twice counts once
}
