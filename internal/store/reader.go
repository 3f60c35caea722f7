package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// reader is the pool of connections that read. On SQLite it keeps the statements that it
// has prepared, because to prepare a short one takes longer than to run it; the driver of
// PostgreSQL does so itself.
type reader struct {
	*sql.DB
	keeps    bool
	mu       sync.Mutex
	prepared map[string]*sql.Stmt // guarded by mu
}

// statement returns the prepared statement; nil when it is not to be kept.
func (r *reader) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if !r.keeps {
		return nil, nil
	}
	r.mu.Lock()
	s, full := r.prepared[query], len(r.prepared) >= maxPrepared
	r.mu.Unlock()
	if s != nil || full {
		return s, nil
	}
	s, err := r.DB.PrepareContext(ctx, query) // may wait for a connection: not while others look
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if other := r.prepared[query]; other != nil {
		return other, s.Close()
	}
	if r.prepared == nil {
		r.prepared = map[string]*sql.Stmt{}
	}
	r.prepared[query] = s
	return s, nil
}

// QueryContext is that of sql.DB.
func (r *reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := r.statement(ctx, query)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return r.DB.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext is that of sql.DB.
func (r *reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s, err := r.statement(ctx, query); err == nil && s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return r.DB.QueryRowContext(ctx, query, args...) // which tells the error
}

// Close closes the statements and the pool.
func (r *reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, s := range r.prepared {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, r.DB.Close())...)
}
