package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// row is one row to scan, of Query or of QueryRow.
type row interface{ Scan(...any) error }

type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// list runs a query and returns its rows, each read by scan.
func list[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", query, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("store: %s: %w", query, err)
		}
		all = append(all, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: %s: %w", query, err)
	}
	return all, nil
}

// asJSON and fromJSON keep small documents, texts above all, in one column.
type asJSON struct{ v any }

// Value implements driver.Valuer.
func (j asJSON) Value() (driver.Value, error) {
	b, err := json.Marshal(j.v)
	return string(b), err
}

type fromJSON struct{ v any }

// Scan implements sql.Scanner.
func (j fromJSON) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), j.v)
	case []byte:
		return json.Unmarshal(s, j.v)
	}
	return fmt.Errorf("store: %T is no JSON", src)
}

// scanMoment reads a time that stamp has written.
type scanMoment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m scanMoment) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("store: %T is no time", src)
	}
	*m.t = moment(ms)
	return nil
}
