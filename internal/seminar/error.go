package seminar

import (
	"errors"
	"fmt"
)

// Code tells the machine what kind of failure an Error is. The web maps each code
// to one status and nothing else.
type Code string

// The codes.
const (
	CodeInvalid     Code = "invalid"     // what was sent is wrong; sending it again will not help
	CodeSignIn      Code = "sign_in"     // nobody is signed in
	CodeForbidden   Code = "forbidden"   // signed in, but this is not theirs to do
	CodeRevoked     Code = "revoked"     // was theirs, until somebody took it back
	CodeNotFound    Code = "not_found"   // there is no such thing, or it is not theirs to see
	CodeConflict    Code = "conflict"    // it was changed meanwhile, or is already there
	CodeTooMany     Code = "too_many"    // a limit; try later
	CodeUnavailable Code = "unavailable" // a part is down or starting; try again
	CodeInternal    Code = "internal"    // our fault; the cause is in the log
)

// Error is a failure with a code for the machine, a key of the catalogues for the
// person, and a cause for the log. The catalogue's sentence says what to do next.
type Error struct {
	Code Code
	Key  string         // catalogue key, for example "error.pass.revoked"
	Args map[string]any // fills the sentence; never a secret
	Err  error          // the cause, for the log only
}

// Error writes the failure for the log, the cause included.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if len(e.Args) > 0 {
		s += fmt.Sprint(" ", e.Args)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Fail returns an Error; pairs are argument names and values in turn.
func Fail(code Code, key string, pairs ...any) *Error {
	e := &Error{Code: code, Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if e.Args == nil {
			e.Args = map[string]any{}
		}
		e.Args[pairs[i].(string)] = pairs[i+1]
	}
	return e
}

// Because adds the cause for the log.
func (e *Error) Because(err error) *Error { c := *e; c.Err = err; return &c }

// Invalid, NotFound, Forbidden and Conflict are Fail with their code.
func Invalid(key string, pairs ...any) *Error   { return Fail(CodeInvalid, key, pairs...) }
func NotFound(key string, pairs ...any) *Error  { return Fail(CodeNotFound, key, pairs...) }
func Forbidden(key string, pairs ...any) *Error { return Fail(CodeForbidden, key, pairs...) }
func Conflict(key string, pairs ...any) *Error  { return Fail(CodeConflict, key, pairs...) }

// CodeOf returns the code of err: CodeInternal for anything that is no *Error.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
