// Package visitor is a browser without a screen: it opens an invitation, keeps its
// cookies, sends what a page would send and sits in the hall by the socket.
package visitor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"aula/internal/media/client"
	"aula/internal/seminar"
)

// patience is how long a visitor waits for an answer.
const patience = 10 * time.Second

// Visitor is one browser of one person. It may be used by several goroutines.
type Visitor struct {
	base    string // of the server, without a slash at the end
	seminar string // key
	secret  string // of the invitation
	http    *http.Client
}

// New returns a visitor who holds the invitation with that secret. Several visitors
// share a transport as several tabs share a machine.
func New(base, seminarKey, secret string, transport http.RoundTripper) *Visitor {
	jar, _ := cookiejar.New(nil) // fails never without options
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Visitor{base: base, seminar: seminarKey, secret: secret, http: &http.Client{Transport: transport, Jar: jar, CheckRedirect: stay}}
}

// Refusal is what the server answers when it will not.
type Refusal struct {
	Status int          `json:"status"`
	Code   seminar.Code `json:"code"`
	Text   string       `json:"title"`
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("the server answers %d %s: %s", r.Status, r.Code, r.Text)
}

// Enter opens the invitation, so that the visitor is signed in. Whatever needs a login
// does so by itself.
func (v *Visitor) Enter(ctx context.Context) error {
	if err := v.once(ctx, http.MethodPost, v.base+"/i/"+v.secret, form, nil, nil); err != nil {
		return fmt.Errorf("opening an invitation: %w", err)
	}
	return nil
}

// Leave signs the visitor out.
func (v *Visitor) Leave(ctx context.Context) error {
	return v.once(ctx, http.MethodPost, v.base+"/sign-out", form, nil, nil)
}

// Get reads a JSON answer; path begins behind the seminar: "/door/main/list".
func (v *Visitor) Get(ctx context.Context, path string, answer any) error {
	return v.do(ctx, http.MethodGet, path, "", nil, answer)
}

// Post sends JSON and reads a JSON answer; answer may be nil.
func (v *Visitor) Post(ctx context.Context, path string, body, answer any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return v.do(ctx, http.MethodPost, path, "application/json", data, answer)
}

// Submit sends a form.
func (v *Visitor) Submit(ctx context.Context, path string, fields url.Values) error {
	return v.do(ctx, http.MethodPost, path, form, []byte(fields.Encode()), nil)
}

// Media returns an endpoint of the hall for WHEP or WHIP, with the visitor's login.
func (v *Visitor) Media(path string) client.Target {
	return client.Target{URL: v.address(path), HTTP: v.http}
}

const form = "application/x-www-form-urlencoded"

func (v *Visitor) address(path string) string { return v.base + "/s/" + v.seminar + path }

// do asks for something of the seminar. A visitor who is not signed in, because this is
// the first time or the person has opened the invitation in too many browsers, opens it.
func (v *Visitor) do(ctx context.Context, method, path, kind string, body []byte, answer any) error {
	err := v.once(ctx, method, v.address(path), kind, body, answer)
	if r, ok := errors.AsType[*Refusal](err); ok && r.Status == http.StatusUnauthorized {
		if err := v.Enter(ctx); err != nil {
			return err
		}
		err = v.once(ctx, method, v.address(path), kind, body, answer)
	}
	return err
}

func (v *Visitor) once(ctx context.Context, method, address, kind string, body []byte, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := v.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	switch {
	case err != nil:
		return err
	case resp.StatusCode >= http.StatusMultipleChoices && resp.StatusCode != http.StatusSeeOther:
		return refusal(resp, data)
	case answer != nil:
		return json.Unmarshal(data, answer)
	}
	return nil
}

func refusal(resp *http.Response, data []byte) error {
	r := &Refusal{Status: resp.StatusCode}
	if strings.HasSuffix(resp.Header.Get("Content-Type"), "json") {
		var said struct {
			Refusal
			Error *refused `json:"error"` // of a command
		}
		if json.Unmarshal(data, &said) == nil {
			r.Code, r.Text = said.Code, said.Text
			if said.Error != nil {
				r.Code, r.Text = said.Error.Code, said.Error.Text
			}
		}
	}
	return r
}
