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
	end, err := c.s.streams.begin()
	if err != nil {
		return err
	}
	defer end()
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
	control := http.NewResponseController(c.w)
	flow, leave := c.s.stuck.watch(eventWrite, func() { _ = control.SetWriteDeadline(time.Now()) })
	defer leave()
	out := &eventWriter{w: c.w, control: control, flow: flow}
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
	flow    *outflow
	w       http.ResponseWriter // by flow alone
	control *http.ResponseController
}

// eventWrite is how long one event may take.
const eventWrite = 10 * time.Second

func (e *eventWriter) write(format string, args ...any) error {
	return e.flow.do(func() error {
		if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
			return err
		}
		return e.control.Flush()
	})
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
