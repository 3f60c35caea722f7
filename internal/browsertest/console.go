package browsertest

import (
	"slices"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
)

// Message is something that went wrong in a page and that its author should see.
type Message struct {
	Kind string // "error" (console.error), "exception", "security" (Content-Security-Policy), "network", or another part of the browser
	Text string
	URL  string // of the script or the resource; "" when not known
}

func (m Message) String() string {
	s := m.Kind + ": " + m.Text
	if m.URL != "" {
		s += " (" + m.URL + ")"
	}
	return s
}

// Console returns the errors, exceptions and refusals of the page since it was opened.
func (t *Tab) Console() []Message {
	t.tb.Helper()
	t.Run(`0`) // what the page said before this answer has been heard
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.console)
}

// Quiet fails the test for each message of the page.
func (t *Tab) Quiet() {
	t.tb.Helper()
	for _, m := range t.Console() {
		t.tb.Errorf("the console says %s", m)
	}
}

// listen hears the events of the page, in their order. It must not wait for the page.
func (t *Tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			t.note(Message{Kind: "error", Text: words(e.Args), URL: topOf(e.StackTrace)})
		}
	case *runtime.EventExceptionThrown:
		d := e.ExceptionDetails
		m := Message{Kind: "exception", Text: d.Text, URL: d.URL}
		if d.Exception != nil && d.Exception.Description != "" {
			m.Text += " " + d.Exception.Description
		}
		t.note(m)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			t.note(Message{Kind: string(e.Entry.Source), Text: e.Entry.Text, URL: e.Entry.URL})
		}
	}
}

func (t *Tab) note(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.console = append(t.console, m)
}

// words are the arguments of a console call as the console would show them.
func words(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		switch {
		case a.Description != "":
			all = append(all, a.Description)
		case a.Value != nil:
			all = append(all, strings.Trim(string(a.Value), `"`))
		default:
			all = append(all, string(a.Type))
		}
	}
	return strings.Join(all, " ")
}

func topOf(s *runtime.StackTrace) string {
	if s == nil || len(s.CallFrames) == 0 {
		return ""
	}
	return s.CallFrames[0].URL
}
