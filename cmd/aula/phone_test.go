package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// browser is somebody who is signed in.
type browser struct{ *http.Client }

// enterAs opens an invitation.
func enterAs(t *testing.T, link string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{&http.Client{Jar: jar, Timeout: patience}}
	resp, err := b.Post(link, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return b
}

func awaitAnswer(t *testing.T, address string) {
	t.Helper()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		if resp, err := http.Get(address); err == nil {
			resp.Body.Close()
			return
		}
	}
	t.Fatal("the server does not answer")
}

// doorList is what a phone needs of the list of its door.
type doorList struct {
	Seminar seminar.ID
	People  []struct{ ID seminar.ID }
}

func (b *browser) list(t *testing.T, address string) (l doorList) {
	t.Helper()
	resp, err := b.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&l); err != nil || len(l.People) == 0 {
		t.Fatalf("list of the door: status %d, %v", resp.StatusCode, err)
	}
	return l
}

// signAll signs a pass for everybody, by person.
func signAll(t *testing.T, folder string, of seminar.ID, people []struct{ ID seminar.ID }) map[seminar.ID]string {
	t.Helper()
	keys, err := pass.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[seminar.ID]string{}
	for _, p := range people {
		if codes[p.ID], err = keys.Sign(pass.Pass{Seminar: of, Person: p.ID, NotAfter: time.Now().AddDate(0, 1, 0), Version: 1}); err != nil {
			t.Fatal(err)
		}
	}
	return codes
}

// phone is a scanner that holds what was not answered yet and sends it again.
type phone struct {
	device, address string
	client          *browser
	codes           map[seminar.ID]string

	sequence int64
	waiting  []scanned
	sent     map[int64]scanned
	answered map[int64]bool
	uploads  atomic.Int64 // that were answered
	cut      int          // uploads that began and got no answer
}

// work scans and uploads until it is over and nothing waits any more.
func (p *phone) work(t *testing.T, over <-chan struct{}) {
	codes := []string{"S1:NONSENSE"}
	for _, code := range p.codes {
		codes = append(codes, code)
	}
	for {
		select {
		case <-over:
			if len(p.waiting) == 0 {
				return
			}
		default:
			if len(p.waiting) < 50 {
				for range rand.IntN(3) + 1 {
					p.scan(codes[rand.IntN(len(codes))])
				}
			}
		}
		switch err := p.upload(); {
		case err != nil && t.Failed():
			return
		case err != nil:
			if dial := (*net.OpError)(nil); !errors.As(err, &dial) || dial.Op != "dial" {
				p.cut++
			}
			time.Sleep(20 * time.Millisecond)
		default:
			p.uploads.Add(1)
			time.Sleep(5 * time.Millisecond) // a hand moves on to the next pass
		}
	}
}

func (p *phone) scan(code string) {
	p.sequence++
	s := scanned{Sequence: p.sequence, At: seminar.Millis(time.Now().UTC()), Code: code, Out: rand.IntN(2) == 0}
	p.waiting, p.sent[s.Sequence] = append(p.waiting, s), s
}

// upload sends what waits. An error means that no whole answer came.
func (p *phone) upload() error {
	body, err := json.Marshal(map[string]any{"device": p.device, "scans": p.waiting})
	if err != nil {
		return err
	}
	resp, err := p.client.Post(p.address, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer verdicts
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	if answer.Through != p.sequence || len(answer.Verdicts) != len(p.waiting) {
		panic(fmt.Sprintf("%s has sent %d scans up to %d; %d are answered, through is %d: what was answered is lost", p.device, len(p.waiting), p.sequence, len(answer.Verdicts), answer.Through))
	}
	for _, s := range p.waiting {
		p.answered[s.Sequence] = true
	}
	p.waiting = slices.Delete(p.waiting, 0, len(p.waiting))
	return nil
}
