package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"aula/internal/seminar"
)

// inSeminar is the beginning of every address in the seminar of a story, whose key is
// always "spring".
const inSeminar = "/s/spring"

// person is a browser and whoever uses it.
type person struct {
	name string
	http *http.Client
	pass string
	seat *seat // in the hall, while there
}

// person returns somebody by name, with a new browser at first.
func (h *house) person(name string) *person {
	if p := h.people[name]; p != nil {
		return p
	}
	jar, err := cookiejar.New(nil)
	check(err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	h.people[name] = &person{name: name, http: &http.Client{Jar: jar, CheckRedirect: stay, Timeout: patience}}
	return h.people[name]
}

// id returns the id under which the server knows the person with that key.
func (h *house) id(key string) seminar.ID {
	db := h.openDatabase("&_pragma=query_only(1)")
	defer db.Close()
	var id seminar.ID
	if err := db.QueryRow(`SELECT id FROM person WHERE key = $1`, key).Scan(&id); err != nil {
		failf("looking for %q: %v", key, err)
	}
	return id
}

// filled puts ids where a story says @key.
func (h *house) filled(value string) string {
	if key, ok := strings.CutPrefix(value, "@"); ok {
		return string(h.id(key))
	}
	return value
}

func (h *house) address(path string) string {
	if strings.HasPrefix(path, "http") {
		return path
	}
	return h.base + path
}

// ask sends a request and returns the status and the body.
func (h *house) ask(p *person, method, path, kind string, body io.Reader, accept string) (int, string, error) {
	r, err := http.NewRequest(method, h.address(path), body)
	if err != nil {
		return 0, "", err
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	resp, err := p.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if to := resp.Header.Get("Location"); to != "" {
		data = append(data, "\nLocation: "+to+"\n"...)
	}
	return resp.StatusCode, string(data), err
}

// expect prints an answer and fails when its status is not the one that was expected.
func (s story) expect(want string, status int, body string, err error) {
	check(err)
	fmt.Fprint(s.Stdout(), body)
	if strconv.Itoa(status) != want {
		failf("status %d, want %s", status, want)
	}
}

// enter makes a new invitation and opens it, in the person's own browser or in one
// that is named:
//
//	enter lin
//	enter lin office
func enter(s story, args []string) {
	need(args, 1, "enter KEY [BROWSER]")
	check(s.Exec("aula", "invite", "--seminar", "spring", "--person", args[0]))
	rows, err := csv.NewReader(strings.NewReader(s.ReadFile("stdout"))).ReadAll()
	check(err)
	p := s.person(args[len(args)-1])
	status, body, err := s.ask(p, http.MethodPost, rows[0][2], "", nil, "")
	s.expect("303", status, body, err)
}

// get asks for an address as somebody and prints the answer. A page is asked for when
// the address is followed by "page":
//
//	get lin 200 /s/spring/me
//	get lin 404 /s/spring/nothing page
func get(s story, args []string) {
	need(args, 3, "get BROWSER STATUS ADDRESS [page]")
	accept := ""
	if len(args) > 3 {
		accept = "text/html"
	}
	status, body, err := s.ask(s.person(args[0]), http.MethodGet, args[2], "", nil, accept)
	s.expect(args[1], status, body, err)
}

// post sends a form as somebody and prints the answer; @key is the id of the person
// with that key:
//
//	post organiser 303 /s/spring/roll/corrections op=1 person=@lin mark=excused
func post(s story, args []string) {
	need(args, 3, "post BROWSER STATUS ADDRESS [FIELD=VALUE]...")
	form := url.Values{}
	for _, a := range args[3:] {
		name, value, _ := strings.Cut(a, "=")
		form.Set(name, s.filled(value))
	}
	status, body, err := s.ask(s.person(args[0]), http.MethodPost, args[2], "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), "text/html")
	s.expect(args[1], status, body, err)
}

// upload sends files as a browser does and prints the answer:
//
//	upload organiser 200 /s/spring/import settings=seminar.toml people=people.csv
func upload(s story, args []string) {
	need(args, 4, "upload BROWSER STATUS ADDRESS FIELD=FILE...")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, a := range args[3:] {
		field, file, _ := strings.Cut(a, "=")
		part, err := w.CreateFormFile(field, filepath.Base(file))
		check(err)
		_, err = io.WriteString(part, s.ReadFile(file))
		check(err)
	}
	check(w.Close())
	status, answer, err := s.ask(s.person(args[0]), http.MethodPost, args[2], w.FormDataContentType(), &body, "text/html")
	s.expect(args[1], status, answer, err)
}

// keep puts what the expression finds in the last output into a variable:
//
//	keep LINK 'http://\S+/start/\S+'
func keep(s story, args []string) {
	need(args, 2, "keep NAME EXPRESSION")
	found := regexp.MustCompile(args[1]).FindStringSubmatch(s.ReadFile("stdout"))
	if found == nil {
		failf("nothing of the kind in the last output")
	}
	s.Setenv(args[0], found[len(found)-1])
}
