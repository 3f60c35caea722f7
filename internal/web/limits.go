package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"aula/internal/seminar"
)

// limits holds back who asks too often: by account and by login, never by address,
// for a whole hall sits behind one.
type limits struct {
	clock seminar.Clock
	mu    sync.Mutex
	by    map[string]*limit // guarded by mu
}

type limit struct {
	*rate.Limiter
	used time.Time
}

// signIn counts one try for an account name.
func (l *limits) signIn(name string, perMinute int) error {
	return l.take("sign-in:"+name, rate.Limit(float64(perMinute)/60), perMinute)
}

// act counts one act of a login, of which n a second are plenty for a person.
func (l *limits) act(login seminar.ID) error {
	return l.take("act:"+string(login), 10, 60)
}

// ask counts one question or idea of a login. What is written without a name cannot be counted by whom later.
func (l *limits) ask(login seminar.ID) error {
	return l.take("ask:"+string(login), rate.Limit(1.0/30), 6)
}

func (l *limits) take(key string, each rate.Limit, burst int) error {
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil || len(l.by) > 10_000 {
		l.sweepLocked(now)
	}
	x := l.by[key]
	if x == nil {
		x = &limit{Limiter: rate.NewLimiter(each, burst)}
		l.by[key] = x
	}
	x.used = now
	if !x.AllowN(now, 1) {
		return seminar.Fail(seminar.CodeTooMany, "error.too_many")
	}
	return nil
}

// sweepLocked forgets limits that are full again.
func (l *limits) sweepLocked(now time.Time) {
	kept := map[string]*limit{}
	for key, x := range l.by {
		if now.Sub(x.used) < 10*time.Minute {
			kept[key] = x
		}
	}
	l.by = kept
}
