package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// streamEvents sends entries as server-sent events (WHATWG HTML, section 9.2).
func streamEvents(c *call) error {
	c.s.streams.Add(1)
	defer c.s.streams.Done()
	since, _ := strconv.ParseInt(c.r.FormValue("since"), 10, 64)
	if last := c.r.Header.Get("Last-Event-ID"); last != "" {
		since, _ = strconv.ParseInt(last, 10, 64)
	}
	hall, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	ctx, cancel := context.WithCancel(c.r.Context())
	defer cancel()
	out := &eventWriter{w: c.w, control: http.NewResponseController(c.w)}
	var alive sync.WaitGroup
	alive.Go(func() {
		defer cancel()
		out.keepOpen(ctx, hall.Presence().Beats(), c.stillSignedIn)
	})
	err = c.follow(ctx, since, func(seq int64, form []byte) error {
		if seq == 0 {
			return out.write("data: %s\n\n", form)
		}
		return out.write("id: %d\ndata: %s\n\n", seq, form)
	})
	cancel()
	alive.Wait()
	if err != nil {
		c.s.Log.Debug("event stream ended", "err", err)
	}
	return nil // the answer has begun; the browser comes back by itself
}

// eventWriter writes events and comments, one at a time.
type eventWriter struct {
	mu      sync.Mutex
	w       http.ResponseWriter // guarded by mu
	control *http.ResponseController
}

func (e *eventWriter) write(format string, args ...any) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if err := e.control.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
		return err
	}
	return e.control.Flush()
}

// keepOpen keeps the stream open through proxies by a comment at every beat, until its
// reader is gone or signed out.
func (e *eventWriter) keepOpen(ctx context.Context, each time.Duration, signedIn func(context.Context) error) {
	tick := time.NewTicker(each)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if signedIn(ctx) != nil || e.write(": still here\n\n") != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}
