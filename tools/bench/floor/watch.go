package floor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"aula/internal/media/rehearse"
	"aula/tools/bench/house"
)

// How a crowd watches: so many, each half of them comes within a while, and all stay so long.
const (
	watchers   = 50
	watchComes = 2 * time.Second
	watchStays = 30 * time.Second // of which twelve seconds are looked at, when all have come
)

var rehearsalKey = regexp.MustCompile(`AULA_REHEARSAL_KEY=([A-Za-z0-9_-]+)`)

// watching is a crowd that watches a picture in the same server, and sees how it stands while something else goes on.
type watching struct {
	there chan struct{} // closed when everybody has come
	done  chan error
	seen  rehearse.Report
}

// watch lets the crowd in.
func watch(desk house.Visitor) (*watching, error) {
	resp, err := desk.PostForm(desk.Base+"/s/floor/rehearsal", url.Values{"viewers": {fmt.Sprint(watchers)}})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	key := rehearsalKey.FindSubmatch(page)
	if key == nil {
		return nil, fmt.Errorf("no key for a crowd: status %d", resp.StatusCode)
	}
	w := &watching{there: make(chan struct{}), done: make(chan error, 1)}
	o := rehearse.Options{Address: desk.Base + "/s/floor", Key: string(key[1]), Viewers: watchers, Publishers: 1, Over: watchComes, Hold: watchStays, HTTP: &http.Client{Timeout: time.Minute}}
	came := 0
	o.Told = func(said string) {
		if strings.HasPrefix(said, fmt.Sprint(watchers)+" ") { // they are all there
			if came++; came == 1 {
				close(w.there)
			}
		}
	}
	go func() {
		var err error
		w.seen, err = rehearse.Run(context.Background(), o)
		w.done <- err
	}()
	return w, nil
}

// all waits until everybody is there.
func (w *watching) all() error {
	select {
	case <-w.there:
		return nil
	case err := <-w.done:
		return fmt.Errorf("the crowd went before it was there: %w", err)
	case <-time.After(time.Minute):
		return fmt.Errorf("the crowd did not come")
	}
}

// end waits until they have gone, and returns what they have seen.
func (w *watching) end() (rehearse.Report, error) {
	err := <-w.done
	if err == nil && (w.seen.Viewers != watchers || w.seen.Unseen > 0 || w.seen.Lost > 0) {
		err = fmt.Errorf("%d of %d watched, %d saw nothing, %d lost their line", w.seen.Viewers, watchers, w.seen.Unseen, w.seen.Lost)
	}
	return w.seen, err
}
