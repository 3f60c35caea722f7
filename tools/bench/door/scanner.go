package door

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// result is what a rush of scanners saw.
type result struct {
	scans     int
	perSecond float64
	p50, p99  float64 // ms from sending an upload to its answer
}

// rush lets scanners upload for a while, each waiting for its answer before it goes on.
func (h *gate) rush(scanners, batch int, window time.Duration) (result, error) {
	h.rushes++
	took := make([][]time.Duration, scanners)
	errs := make([]error, scanners)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range scanners {
		wg.Go(func() {
			took[i], errs[i] = h.scan(fmt.Sprintf("rush-%d-%d", h.rushes, i), batch, began.Add(window))
		})
	}
	wg.Wait()
	lasted := time.Since(began)
	all := slices.Concat(took...)
	if err := errors.Join(errs...); err != nil || len(all) == 0 {
		return result{}, fmt.Errorf("%d uploads: %w", len(all), err)
	}
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return result{len(all) * batch, float64(len(all)*batch) / lasted.Seconds(), ms(all[len(all)/2]), ms(all[len(all)*99/100])}, nil
}

// scan is one scanner: somebody comes in, or goes out again, and the next one. It speaks
// HTTP by hand, because server and scanners share the processors here.
func (h *gate) scan(device string, batch int, until time.Time) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", h.Address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	var body, request bytes.Buffer
	sequence := 0
	for time.Now().Before(until) {
		body.Reset()
		now := time.Now().UTC().Format(time.RFC3339Nano)
		fmt.Fprintf(&body, `{"device":%q,"now":%q,"scans":[`, device, now)
		for i := range batch {
			if i > 0 {
				body.WriteByte(',')
			}
			sequence++
			fmt.Fprintf(&body, `{"sequence":%d,"at":%q,"code":%q,"out":%t,"verdict":"door.welcome"}`, sequence, now, h.codes[rand.IntN(len(h.codes))], rand.IntN(2) == 0)
		}
		body.WriteString("]}")
		request.Reset()
		fmt.Fprintf(&request, "POST /s/rush/door/main/scans HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", h.Address, h.cookie, body.Len())
		request.Write(body.Bytes())
		began := time.Now()
		if _, err := conn.Write(request.Bytes()); err != nil {
			return took, err
		}
		answer, err := read(answers)
		if err != nil {
			return took, err
		}
		took = append(took, time.Since(began))
		if want := []byte(`{"through":` + strconv.Itoa(sequence) + `,`); !bytes.HasPrefix(answer, want) {
			return took, fmt.Errorf("%s: %.300s", device, answer)
		}
	}
	return took, nil
}

func read(from *bufio.Reader) ([]byte, error) {
	resp, err := http.ReadResponse(from, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
