package web_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"os"

	"aula/internal/apptest"
	"aula/internal/seminar"
	"aula/internal/roll/pass"
	"aula/internal/seminarfile"
	"path/filepath"
)

func zzfiles(delegates int) []seminarfile.Source {
	var t, c strings.Builder
	fmt.Fprintf(&t, "[seminar]\nkey = \"rush\"\ntitle = {en = \"Rush at the doors\"}\nzone = \"UTC\"\nlanguages = [\"en\"]\nbegins = %q\n\n",
		time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly))
	t.WriteString("[policy]\npreset = \"plain\"\n\n")
	for _, p := range []string{"main", "branch", "online"} {
		fmt.Fprintf(&t, "[[places]]\nkey = %q\nkind = %q\nname = {en = %q}\n\n", p, p, p)
	}
	t.WriteString("[[organisations]]\nkey = \"office\"\nname = {en = \"Office of Rivers\"}\n\n")
	for day := range 5 {
		for k := range 8 {
			fmt.Fprintf(&t, "[[sessions]]\nkey = \"s%d-%d\"\nkind = \"lecture\"\ntitle = {en = \"Lecture %d of day %d\"}\nday = %d\nstarts = \"%02d:30\"\nends = \"%02d:00\"\n\n",
				day+1, k+1, k+1, day+1, day+1, 3*k, 3*k+3-k/7)
		}
	}
	c.WriteString("key,name:en,organisation,place,delegate,roles,status\nsteward,Steward,,main,no,steward@main,active\n")
	for i := range delegates {
		fmt.Fprintf(&c, "d%05d,Delegate %d,office,main,yes,,active\n", i, i)
	}
	return []seminarfile.Source{{Name: "seminar.toml", Data: []byte(t.String())}, {Name: "people.csv", Data: []byte(c.String())}}
}

func BenchmarkZZ(b *testing.B) {
	dir := b.TempDir()
	h := apptest.Start(b, apptest.Options{Data: dir, Files: zzfiles(10000)})
	cl := h.Enter(h.Person("steward"))
	keys, _ := pass.Open(filepath.Join(dir, "keys"))
	var codes []string
	for _, p := range h.Plan.People {
		code, _ := keys.Sign(pass.Pass{Seminar: h.Plan.Seminar.ID, Person: p.ID, NotAfter: time.Now().AddDate(0, 1, 0), Version: 1})
		codes = append(codes, code)
	}
	addr := strings.TrimPrefix(h.Base, "http://")
	req, _ := http.NewRequest("GET", h.Base, nil)
	cookie := cl.Jar.Cookies(req.URL)[0].String()
	batch := 1
	if os.Getenv("ZZ") != "" { batch = 50 }
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				b.Fatal(err)
			}
			r := bufio.NewReader(conn)
			n := 0
			for left.Add(-int64(batch)) >= 0 {
				now := time.Now().UTC().Format(time.RFC3339Nano)
				body := fmt.Sprintf(`{"device":"z%d","now":%q,"scans":[`, i, now)
				for j := range batch { n++
					if j > 0 { body += "," }
					body += fmt.Sprintf(`{"sequence":%d,"at":%q,"code":%q,"out":%t,"verdict":"door.welcome"}`, n, now, codes[rand.IntN(len(codes))], rand.IntN(2) == 0)
				}
				body += "]}"
				fmt.Fprintf(conn, "POST /s/rush/door/main/scans HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", addr, cookie, len(body), body)
				resp, err := http.ReadResponse(r, nil)
				if err != nil {
					b.Error(err)
					return
				}
				x, _ := io.ReadAll(resp.Body)
				if resp.StatusCode != 200 {
					b.Errorf("%s", x)
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "scans/s")
	_ = seminar.ID("")
}
