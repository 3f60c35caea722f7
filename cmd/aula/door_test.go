package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"aula/internal/seminar"
)

var passCode = regexp.MustCompile(`<code translate="no">([^<]+)</code>`)

// holdPass lets somebody fetch their pass, to be held before a scanner later:
//
//	pass lin
func holdPass(s story, args []string) {
	need(args, 1, "pass BROWSER")
	p := s.person(args[0])
	status, body, err := s.ask(p, http.MethodGet, inSeminar+"/pass", "", nil, "")
	check(err)
	found := passCode.FindStringSubmatch(body)
	if status != http.StatusOK || found == nil {
		failf("no pass: status %d\n%s", status, body)
	}
	p.pass = found[1]
}

type scanned struct {
	Sequence int64      `json:"sequence"`
	At       time.Time  `json:"at"`
	Code     string     `json:"code,omitempty"`
	Person   seminar.ID `json:"person,omitempty"`
	Out      bool       `json:"out,omitempty"`
	Verdict  string     `json:"verdict,omitempty"`
}

type verdicts struct {
	Through  int64 `json:"through"`
	Verdicts []struct {
		Sequence int64  `json:"sequence"`
		Welcome  bool   `json:"welcome"`
		Reason   string `json:"reason"`
	} `json:"verdicts"`
}

// scan uploads what a scanner has scanned, as the file tells it, and prints what the
// server made of it. A line of the file is one scan: its number, who (pass:lin for the
// pass that lin holds, lin for somebody found by name, code:text for any code), when,
// and perhaps "out" and the verdict that the steward saw:
//
//	scan gate-main main gate-a scans.txt
//
//	1 pass:lin -95m door.welcome
//	2 pass:lin -35m out door.goodbye
func scan(s story, args []string) {
	need(args, 4, "scan STEWARD PLACE DEVICE FILE")
	var scans []scanned
	for line := range strings.Lines(s.ReadFile(args[3])) {
		if fields := strings.Fields(line); len(fields) > 0 {
			scans = append(scans, s.readScan(fields))
		}
	}
	answer, err := s.sendScans(s.person(args[0]), args[1], args[2], scans)
	check(err)
	for _, v := range answer.Verdicts {
		welcome := "refused"
		if v.Welcome {
			welcome = "welcome"
		}
		fmt.Fprintf(s.Stdout(), "%d %s %s\n", v.Sequence, welcome, v.Reason)
	}
	fmt.Fprintf(s.Stdout(), "through %d\n", answer.Through)
}

func (s story) readScan(fields []string) scanned {
	number, err := strconv.ParseInt(fields[0], 10, 64)
	check(err)
	x := scanned{Sequence: number, At: s.now.at(fields[2])}
	switch kind, what, coded := strings.Cut(fields[1], ":"); {
	case !coded:
		x.Person = s.id(kind)
	case kind == "pass":
		x.Code = s.person(what).pass
	default:
		x.Code = what
	}
	for _, word := range fields[3:] {
		if word == "out" {
			x.Out = true
			continue
		}
		x.Verdict = word
	}
	return x
}

func (h *house) sendScans(p *person, place, device string, scans []scanned) (answer verdicts, err error) {
	if scans == nil {
		scans = []scanned{}
	}
	body, err := json.Marshal(map[string]any{"device": device, "now": time.Now(), "scans": scans})
	if err != nil {
		return answer, err
	}
	status, said, err := h.ask(p, http.MethodPost, inSeminar+"/door/"+place+"/scans", "application/json", bytes.NewReader(body), "")
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", status, said)
	}
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal([]byte(said), &answer)
}

// mark sends a steward's mark and prints the answer; a mark may be sent twice with the
// same op:
//
//	mark 200 gate-east east ceremony xia late -75m op-1
func mark(s story, args []string) {
	need(args, 8, "mark STATUS STEWARD PLACE SESSION KEY MARK WHEN OP")
	body, err := json.Marshal(map[string]any{"session": args[3], "person": s.id(args[4]), "mark": args[5], "at": s.now.at(args[6]), "op": args[7]})
	check(err)
	status, said, err := s.ask(s.person(args[1]), http.MethodPost, inSeminar+"/branch/"+args[2]+"/marks", "application/json", bytes.NewReader(body), "")
	s.expect(args[0], status, said, err)
}

// rusher is a scanner in a rush: it sends scan after scan until it is cut off.
type rusher struct {
	steward  *person
	place    string
	device   string
	scans    []scanned
	done     chan struct{}
	mu       sync.Mutex
	answered int // guarded by mu; of scans, in order
}

// hurry lets three scanners send one scan after the other, without end, and goes on as
// soon as each has had a few answers:
//
//	hurry gate-main main -10m lin shen
func hurry(s story, args []string) {
	need(args, 4, "hurry STEWARD PLACE WHEN KEY...")
	var ids []seminar.ID
	for _, key := range args[3:] {
		ids = append(ids, s.id(key))
	}
	for i := range 3 {
		r := &rusher{steward: s.person(args[0]), place: args[1], device: fmt.Sprintf("rush-%d", i), done: make(chan struct{})}
		for n := range 5000 {
			r.scans = append(r.scans, scanned{Sequence: int64(n + 1), At: s.now.at(args[2]), Person: ids[n%len(ids)], Verdict: "door.again"})
		}
		s.rush = append(s.rush, r)
		go r.run(s.house)
	}
	for _, r := range s.rush {
		wait(r.device+" to be answered", func() bool { return r.count() >= 5 })
	}
}

func (r *rusher) run(h *house) {
	defer close(r.done)
	for _, x := range r.scans {
		if _, err := h.sendScans(r.steward, r.place, r.device, []scanned{x}); err != nil {
			return // the server is gone
		}
		r.mu.Lock()
		r.answered++
		r.mu.Unlock()
	}
}

func (r *rusher) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answered
}

// answered asks the server that has come back how far it has the scans of the rush:
// whatever it had answered must be there, and of the rest at most the one that was
// under way. Then each scanner sends its last two once more, which changes nothing:
//
//	answered
func answered(s story, _ []string) {
	for _, r := range s.rush {
		<-r.done
		had := int64(r.count())
		if had == int64(len(r.scans)) {
			failf("%s was not cut off", r.device)
		}
		answer, err := s.sendScans(r.steward, r.place, r.device, nil)
		check(err)
		if answer.Through < had || answer.Through > had+1 {
			failf("%s: %d scans were answered, the server has %d", r.device, had, answer.Through)
		}
		again, err := s.sendScans(r.steward, r.place, r.device, r.scans[had-2:had])
		check(err)
		if again.Through != answer.Through {
			failf("%s: through %d, after sending again %d", r.device, answer.Through, again.Through)
		}
	}
	s.rush = nil
}
