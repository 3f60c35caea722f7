package page

import (
	"io"

	"aula/internal/seminar"
)

// Message tells a person what went wrong and what to do. It is the page of every error.
type Message struct {
	Frame
	Status    int          // of HTTP
	Code      seminar.Code // chooses the heading and the advice
	Text      string       // the sentence, in the reader's language
	Reference string       // finds the line in the log; "" when there is none
}

// Kind is the code of the message, or "internal" for one that has no texts.
func (v Message) Kind() string {
	switch v.Code {
	case seminar.CodeInvalid, seminar.CodeSignIn, seminar.CodeForbidden, seminar.CodeNotFound,
		seminar.CodeConflict, seminar.CodeTooMany, seminar.CodeUnavailable:
		return string(v.Code)
	}
	return string(seminar.CodeInternal)
}

// Heading is what went wrong in a few words.
func (v Message) Heading() string { return v.T("page.message." + v.Kind()) }

// Render writes the page.
func (v Message) Render(w io.Writer) error { return Render(w, "message", v) }
