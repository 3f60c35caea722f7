package certificate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Printer writes in one language and in the seminar's zone.
type Printer interface {
	Sentence(key string, args map[string]any) string // the catalogue's sentence
	Text(seminar.Text) string                        // a content text
	Clock(time.Time) string                          // 09:30
	Date(time.Time) string                           // Monday, 23 November 2026
}

// words writes the sentences of a badge: what a reader has to see who sees nothing else
// (FAO section 15: the conditions are visible from the certificate itself).
type words struct{ Printer }

// title is "Certificate of attendance: ..."; description says whose seminar it was.
func (w words) title(c *Claim) string {
	return w.Sentence("certificate.title", map[string]any{"title": c.Title})
}

func (w words) description(c *Claim) string {
	said := []string{w.Text(c.Title)}
	if !c.Theme.IsZero() {
		said = append(said, w.Text(c.Theme))
	}
	if !c.Host.IsZero() {
		said = append(said, w.Sentence("certificate.host", map[string]any{"host": c.Host}))
	}
	return strings.Join(said, "\n")
}

// criteria is the rule and the policy in Markdown.
func (w words) criteria(c *Claim) string {
	return bullets(Conditions(c.Rule, w)) + "\n\n" + w.policy(c.Policy)
}

// Conditions says what a rule asks for, a sentence each.
func Conditions(rule Rule, p Printer) []string {
	lines := []string{p.Sentence("certificate.rule.ends", nil)}
	add := func(n int, key string) {
		if n > 0 {
			lines = append(lines, p.Sentence(key, map[string]any{"count": n}))
		}
	}
	add(rule.Sessions, "certificate.rule.sessions")
	add(rule.SessionShare, "certificate.rule.session_share")
	add(rule.TimeShare, "certificate.rule.time_share")
	if rule.Credits > 0 {
		lines = append(lines, p.Sentence("certificate.rule.credits", map[string]any{"reason": rule.Credits.String()}))
	}
	return lines
}

func (w words) policy(p roll.Policy) string {
	key := "roll.preset." + p.Preset
	name := w.Sentence(key, nil)
	if name == key { // a preset that is not ours
		name = p.Preset
	}
	said := w.Sentence("certificate.policy", map[string]any{"name": name})
	if p.Source != "" {
		said += " " + plain.Replace(p.Source)
	}
	return said
}

// narrative is who attended what, where, when and how long, in Markdown.
func (w words) narrative(c *Certificate) string {
	claim := &c.Claim
	who := plain.Replace(w.Text(claim.Name))
	if !claim.Organisation.IsZero() {
		who += ", " + plain.Replace(w.Text(claim.Organisation))
	}
	said := []string{who, w.Sentence("certificate.minutes", map[string]any{"count": claim.Minutes})}
	if claim.Policy.Credited() {
		said = append(said, w.Sentence("certificate.credits", map[string]any{"reason": claim.Credits.String()}))
	}
	lines := make([]string, len(claim.Sessions))
	for i := range claim.Sessions {
		lines[i] = w.session(&claim.Sessions[i])
	}
	return strings.Join(said, "\n\n") + "\n\n" + bullets(lines)
}

func (w words) session(s *Session) string {
	line := w.Sentence("certificate.session", map[string]any{
		"date": w.Date(s.Starts), "time": s.Starts, "until": s.Ends, "count": s.Minutes,
		"title": plain.Replace(w.Text(s.Title)), "place": plain.Replace(w.Text(s.Place)), "method": w.Sentence("roll.method."+string(s.Method), nil),
	})
	if len(s.Speakers) > 0 {
		names := make([]string, len(s.Speakers))
		for i, name := range s.Speakers {
			names[i] = plain.Replace(w.Text(name))
		}
		line += " " + w.Sentence("certificate.speakers", map[string]any{"names": strings.Join(names, ", ")})
	}
	return line
}

// plain keeps what people have written from being read as Markdown or HTML.
var plain = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "&", `\&`, "\n", " ", "\r", " ")

func bullets(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintf(&b, "- %s\n", line)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// ordered returns what a text says, by language, nothing twice.
func ordered(t seminar.Text) (list []string) {
	for _, language := range slices.Sorted(maps.Keys(t)) {
		if s := t[language]; s != "" && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
